package dev.firstword.simulator.response;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * Sends a response in small fragments, one after the other.
 *
 * <p>{@link #slowDrip} sends a few bytes at a time, far slower than a model writes. {@link #split}
 * cuts each write at random positions and sends the fragments a millisecond apart, so that the
 * client reads them separately.
 */
public final class FragmentingResponseWriter implements ResponseWriter {
  private static final int MAX_PENDING_ACTIONS = 256;

  private final ResponseWriter delegate;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final Mode mode;
  private final Queue<Runnable> pendingActions = new ArrayDeque<>();
  private boolean isSending;
  private Runnable drainAction = () -> {};

  private enum Mode {
    DRIP(5_000_000),
    SPLIT(1_000_000);

    final long intervalNanos;

    Mode(long intervalNanos) {
      this.intervalNanos = intervalNanos;
    }
  }

  private FragmentingResponseWriter(
      ResponseWriter delegate, Scheduler scheduler, RandomGenerator random, Mode mode) {
    this.delegate = delegate;
    this.scheduler = scheduler;
    this.random = random;
    this.mode = mode;
  }

  /** Sends one to eight bytes every 5 ms: about a kilobyte per second. */
  public static ResponseWriter slowDrip(
      ResponseWriter writer, Scheduler scheduler, RandomGenerator random) {
    return new FragmentingResponseWriter(writer, scheduler, random, Mode.DRIP);
  }

  /** Splits each write into two to five fragments, a millisecond apart. */
  public static ResponseWriter split(
      ResponseWriter writer, Scheduler scheduler, RandomGenerator random) {
    return new FragmentingResponseWriter(writer, scheduler, random, Mode.SPLIT);
  }

  @Override
  public void writeHead(int status, String contentType, Map<String, String> headers) {
    delegate.writeHead(status, contentType, headers);
  }

  @Override
  public void write(byte[] bytes) {
    int[] ends = fragmentEnds(bytes.length);
    int from = 0;
    for (int to : ends) {
      byte[] part = Arrays.copyOfRange(bytes, from, to);
      pendingActions.add(() -> delegate.write(part));
      from = to;
    }
    startSending();
  }

  @Override
  public void end() {
    pendingActions.add(delegate::end);
    startSending();
  }

  @Override
  public void sendReply(JsonReply reply, Runnable beforeEnd) {
    delegate.writeHead(reply.status(), JsonReply.CONTENT_TYPE, reply.headers());
    write(reply.body());
    whenFlushed(beforeEnd);
    end();
  }

  @Override
  public void sendTruncated(JsonReply reply, int bytes) {
    delegate.writeHead(reply.status(), JsonReply.CONTENT_TYPE, reply.headers());
    write(Arrays.copyOf(reply.body(), bytes));
    abort();
  }

  @Override
  public void abort() {
    pendingActions.add(delegate::abort);
    startSending();
  }

  @Override
  public void reset() {
    pendingActions.add(delegate::reset);
    startSending();
  }

  @Override
  public void whenFlushed(Runnable action) {
    pendingActions.add(action);
    startSending();
  }

  @Override
  public boolean isCongested() {
    return pendingActions.size() > MAX_PENDING_ACTIONS || delegate.isCongested();
  }

  @Override
  public void onDrain(Runnable action) {
    drainAction = action;
    startSending();
  }

  private void startSending() {
    if (!isSending) {
      isSending = true;
      scheduler.scheduleAt(scheduler.nanoTime(), this::sendNext);
    }
  }

  private void sendNext() {
    if (delegate.isCongested()) {
      delegate.onDrain(this::sendNext);
      return;
    }
    Runnable next = pendingActions.poll();
    if (next == null) {
      isSending = false;
      Runnable onDrained = drainAction;
      drainAction = () -> {};
      onDrained.run();
      return;
    }
    next.run();
    scheduler.scheduleAt(scheduler.nanoTime() + mode.intervalNanos, this::sendNext);
  }

  /**
   * Returns the end offset of each fragment, in ascending order. The last one is the write's
   * length.
   */
  private int[] fragmentEnds(int length) {
    return switch (mode) {
      case DRIP -> {
        int[] ends = new int[length];
        int count = 0;
        int at = 0;
        while (at < length) {
          at = Math.min(length, at + 1 + random.nextInt(8));
          ends[count++] = at;
        }
        yield Arrays.copyOf(ends, count);
      }
      case SPLIT -> {
        int[] ends = new int[length < 2 ? 1 : 2 + random.nextInt(4)];
        for (int part = 0; part < ends.length - 1; part++) {
          ends[part] = 1 + random.nextInt(length - 1);
        }
        ends[ends.length - 1] = length;
        Arrays.sort(ends);
        yield Arrays.stream(ends).distinct().toArray();
      }
    };
  }
}
