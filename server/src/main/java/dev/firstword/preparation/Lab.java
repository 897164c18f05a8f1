package dev.firstword.preparation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Makes phases last longer than they do, or go one after another, or unmeasured, for playgrounds
 * and benchmarks. Off unless the configuration says otherwise.
 */
public final class Lab {

  /** What can be made to last longer. */
  public static final List<String> PHASES =
      List.of("auth", "history", "embedding", "search", "reranking", "prompt");

  private final boolean enabled;
  private volatile State state;

  /**
   * A laboratory.
   *
   * @param enabled whether {@link #change} is allowed
   */
  public Lab(boolean enabled, State state) {
    this.enabled = enabled;
    this.state = state;
  }

  /** One in which everything takes what it takes. */
  public static Lab off() {
    return new Lab(false, State.NONE);
  }

  /**
   * What is different from real life.
   *
   * @param atLeast how long a phase lasts at least, by its name
   * @param sequential whether phases go one after another
   * @param measured whether anybody keeps how long turns take; to see what keeping it costs
   */
  public record State(Map<String, Duration> atLeast, boolean sequential, boolean measured) {

    public static final State NONE = new State(Map.of(), false);

    /** Measured, as turns are. */
    public State(Map<String, Duration> atLeast, boolean sequential) {
      this(atLeast, sequential, true);
    }

    public State {
      atLeast = Map.copyOf(atLeast);
    }
  }

  public boolean isEnabled() {
    return enabled;
  }

  public State state() {
    return state;
  }

  /** Whether how long turns take is kept. */
  public boolean isMeasured() {
    return state.measured;
  }

  /**
   * Changes it from now on.
   *
   * @throws IllegalStateException when it is off
   */
  public void change(State next) {
    if (!enabled) {
      throw new IllegalStateException("the lab is not enabled");
    }
    state = next;
  }

  /** Does the work, and lets it seem to last as long as its phase is to last. */
  public <T> T stretch(String phase, Callable<T> work) throws Exception {
    Duration least = state.atLeast.get(phase);
    if (least == null) {
      return work.call();
    }
    long end = System.nanoTime() + least.toNanos();
    T result = work.call();
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    return result;
  }
}
