package dev.firstword.simulator.playback;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * A line that sends what it is given in small parts, one after the other.
 *
 * <p>{@link #dripping} sends a few bytes at a time, far slower than a model writes; {@link
 * #splitting} cuts each write at random bytes and keeps the parts a millisecond apart, so that the
 * other side reads them apart.
 */
public final class ChoppedLine implements Line {
  private static final int MOST_WAITING = 256;

  private final Line line;
  private final Timer timer;
  private final RandomGenerator random;
  private final Manner manner;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;
  private Runnable whenClear = () -> {};

  private enum Manner {
    DRIP(5_000_000),
    SPLIT(1_000_000);

    final long intervalNanos;

    Manner(long intervalNanos) {
      this.intervalNanos = intervalNanos;
    }
  }

  private ChoppedLine(Line line, Timer timer, RandomGenerator random, Manner manner) {
    this.line = line;
    this.timer = timer;
    this.random = random;
    this.manner = manner;
  }

  /** One to eight bytes every 5 ms: about a kilobyte a second. */
  public static Line dripping(Line line, Timer timer, RandomGenerator random) {
    return new ChoppedLine(line, timer, random, Manner.DRIP);
  }

  /** Two to five parts a write, a millisecond apart. */
  public static Line splitting(Line line, Timer timer, RandomGenerator random) {
    return new ChoppedLine(line, timer, random, Manner.SPLIT);
  }

  @Override
  public void open(int status, String contentType, Map<String, String> headers) {
    line.open(status, contentType, headers);
  }

  @Override
  public void write(byte[] bytes) {
    int[] cuts = cuts(bytes.length);
    int from = 0;
    for (int to : cuts) {
      byte[] part = Arrays.copyOfRange(bytes, from, to);
      waiting.add(() -> line.write(part));
      from = to;
    }
    run();
  }

  @Override
  public void end() {
    waiting.add(line::end);
    run();
  }

  @Override
  public void answer(Reply reply) {
    line.open(reply.status(), Reply.CONTENT_TYPE, reply.headers());
    write(reply.body());
    end();
  }

  @Override
  public void answerInPart(Reply reply, int bytes) {
    line.open(reply.status(), Reply.CONTENT_TYPE, reply.headers());
    write(Arrays.copyOf(reply.body(), bytes));
    cut();
  }

  @Override
  public void cut() {
    waiting.add(line::cut);
    run();
  }

  @Override
  public void reset() {
    waiting.add(line::reset);
    run();
  }

  @Override
  public void then(Runnable action) {
    waiting.add(action);
    run();
  }

  @Override
  public boolean congested() {
    return waiting.size() > MOST_WAITING || line.congested();
  }

  @Override
  public void whenClear(Runnable action) {
    whenClear = action;
    run();
  }

  private void run() {
    if (!running) {
      running = true;
      timer.at(timer.nanos(), this::sendNext);
    }
  }

  private void sendNext() {
    if (line.congested()) {
      line.whenClear(this::sendNext);
      return;
    }
    Runnable next = waiting.poll();
    if (next == null) {
      running = false;
      Runnable clear = whenClear;
      whenClear = () -> {};
      clear.run();
      return;
    }
    next.run();
    timer.at(timer.nanos() + manner.intervalNanos, this::sendNext);
  }

  /** Where the parts of a write end, ascending; the last one is its length. */
  private int[] cuts(int length) {
    return switch (manner) {
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
