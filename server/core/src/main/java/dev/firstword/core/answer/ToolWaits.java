package dev.firstword.core.answer;

import dev.firstword.core.answer.ToolDurations.Tool;
import dev.firstword.core.answer.ToolDurations.Usual;
import dev.firstword.relay.event.TurnEvent.ToolWait;
import dev.firstword.relay.event.TurnEvent.TypicalTool;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports, while tools run, how long calls like theirs usually take. It reports when a call starts,
 * while it runs, and when it has become longer than half, 80 % and 95 % of them, and than any. Says
 * nothing of tools about which too little is known. Confined to the turn's loop.
 */
public final class ToolWaits {

  /** A call that usually ends sooner is over before its usual duration has been read. */
  private static final long MIN_USUAL_MS = 2_000;

  private static final long MIN_INTERVAL_MS = 2_500;

  /** A call is reported this often until it takes longer than usual. */
  private static final int UPDATES = 8;

  /** No two events of a call follow each other more closely. */
  private static final long MIN_PAUSE_MS = 1_000;

  /** A call that ends on time is not called long: it must be later than a percentile by this. */
  private static final double MARGIN = 0.05;

  private static final long MIN_MARGIN_MS = 250;

  private final String tenant;
  private final String profile;
  private final EventLoop loop;
  private final Consumer<ToolWait> listener;
  private final Map<String, RunningCall> calls = new HashMap<>();
  private @Nullable ToolDurations durations;

  /** Creates the waits of a turn of this tenant and profile. */
  public ToolWaits(String tenant, String profile, EventLoop loop, Consumer<ToolWait> listener) {
    this.tenant = tenant;
    this.profile = profile;
    this.loop = loop;
    this.listener = listener;
  }

  /** Starts to learn from the turn's calls, and to tell of them what is known. */
  public void start(ToolDurations learned) {
    durations = learned;
  }

  /**
   * Called when a tool starts to run.
   *
   * @param startedNanos when the model began to write the call, from which its duration counts
   */
  public void onRunning(String id, String name, boolean isByProvider, long startedNanos) {
    ToolDurations known = durations;
    if (known == null) {
      return;
    }
    Tool tool = new Tool(tenant, profile, name, isByProvider);
    RunningCall call = new RunningCall(id, tool, startedNanos, known.usual(tool));
    calls.put(id, call);
    call.start();
  }

  /** Called when a call has ended. Does nothing if it did not run, or runs again after a crash. */
  public void onEnded(String id, boolean isError) {
    RunningCall call = calls.remove(id);
    ToolDurations known = durations;
    if (call == null || known == null) {
      return;
    }
    call.stop();
    if (isError) {
      known.recordUnfinished(call.tool, call.elapsedMs());
    } else {
      known.record(call.tool, call.elapsedMs());
    }
  }

  /** Stops reporting all calls, because the turn ends or resumes elsewhere. */
  public void stop() {
    calls.values().forEach(RunningCall::stop);
  }

  /** A call that runs, and what is usual for it; null if unknown. */
  private final class RunningCall {

    final String id;
    final Tool tool;
    final long startedNanos;
    final @Nullable Usual usual;
    private int longerThan;
    private long longestTold = 1;
    private EventLoop.@Nullable Timer timer;

    RunningCall(String id, Tool tool, long startedNanos, @Nullable Usual usual) {
      this.id = id;
      this.tool = tool;
      this.startedNanos = startedNanos;
      this.usual = usual;
    }

    void start() {
      if (usual == null) {
        return;
      }
      long elapsedMs = elapsedMs();
      longerThan = percentPassed(usual, elapsedMs);
      if (longerThan > 0 || usual.p80() >= MIN_USUAL_MS) {
        tell(usual, null);
      }
      schedule(usual);
    }

    void stop() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }

    long elapsedMs() {
      return TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - startedNanos);
    }

    private void schedule(Usual known) {
      long elapsedMs = elapsedMs();
      long next = nextPercentile(known, elapsedMs);
      if (longerThan < 80 && known.p80() >= MIN_USUAL_MS) {
        next = Math.min(next, elapsedMs + Math.max(MIN_INTERVAL_MS, known.p80() / UPDATES));
      }
      long delayMs = Math.max(MIN_PAUSE_MS, next - elapsedMs);
      timer = loop.schedule(Duration.ofMillis(delayMs), () -> update(known));
    }

    private void update(Usual known) {
      long elapsedMs = elapsedMs();
      longerThan = percentPassed(known, elapsedMs);
      while (longerThan == 100 && elapsedMs >= 2 * longestTold * atLeastUsual(known.longest())) {
        longestTold *= 2;
      }
      tell(known, longerThan < 80 ? known.remaining(elapsedMs) : null);
      schedule(known);
    }

    private void tell(Usual known, @Nullable Long remainingMs) {
      listener.accept(
          new ToolWait(
              id,
              elapsedMs(),
              new TypicalTool(known.p50(), known.p80(), known.p95(), known.longest()),
              longerThan,
              remainingMs,
              known.samples()));
    }

    /**
     * The time at which the call passes its next percentile, or takes twice as long as last
     * reported.
     */
    private long nextPercentile(Usual known, long elapsedMs) {
      if (longerThan == 100) {
        return 2 * longestTold * atLeastUsual(known.longest());
      }
      long next = later(known.longest());
      Long p95 = known.p95();
      if (p95 != null && later(p95) > elapsedMs) {
        next = Math.min(next, later(p95));
      }
      for (long percentile : new long[] {known.p80(), known.p50()}) {
        if (later(percentile) > elapsedMs) {
          next = Math.min(next, later(percentile));
        }
      }
      return next;
    }
  }

  /** Returns the share of earlier calls that this one is clearly longer than, as a percentage. */
  private static int percentPassed(Usual usual, long elapsedMs) {
    Long p95 = usual.p95();
    if (elapsedMs >= later(usual.longest())) {
      return 100;
    }
    if (p95 != null && elapsedMs >= later(p95)) {
      return 95;
    }
    if (elapsedMs >= later(usual.p80())) {
      return 80;
    }
    return elapsedMs >= later(usual.p50()) ? 50 : 0;
  }

  /** A tool that has always ended at once is not compared with a millisecond. */
  private static long atLeastUsual(long ms) {
    return Math.max(MIN_USUAL_MS, ms);
  }

  private static long later(long ms) {
    return ms + Math.max(MIN_MARGIN_MS, Math.round(ms * MARGIN));
  }
}
