package dev.firstword.simulator.response;

import dev.firstword.simulator.thinking.Thought;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Steps through the thought of one response. Is over from the start if there is no thought. */
final class ThoughtPlayback {
  private final Optional<Thought> thought;
  private final long startNanos;
  private final Iterator<ThoughtStep> laterSteps;
  private @Nullable ThoughtStep nextStep;
  private boolean isOpen;

  /** Creates a playback that starts at the given time of the scheduler's clock. */
  ThoughtPlayback(Optional<Thought> thought, long startNanos) {
    this.thought = thought;
    this.startNanos = startNanos;
    laterSteps =
        thought.map(present -> present.steps().iterator()).orElse(Collections.emptyIterator());
    nextStep = laterSteps.hasNext() ? laterSteps.next() : null;
  }

  boolean isOver() {
    return nextStep == null;
  }

  /** Returns whether the thought has begun and not ended. */
  boolean isOpen() {
    return isOpen;
  }

  /** Returns when the next step is due. There must be one. */
  long nextStepAtNanos() {
    return startNanos + next().afterNanos();
  }

  ThoughtStep takeNextStep() {
    ThoughtStep step = next();
    isOpen = !(step instanceof ThoughtStep.Close);
    nextStep = laterSteps.hasNext() ? laterSteps.next() : null;
    return step;
  }

  /** Returns the tokens generated until the given time. */
  int tokensAt(long nanos) {
    return thought
        .map(present -> (int) (present.tokens() * shareAt(nanos, present.durationNanos())))
        .orElse(0);
  }

  private double shareAt(long nanos, long durationNanos) {
    long elapsed = Math.max(0, nanos - startNanos);
    return elapsed >= durationNanos ? 1 : (double) elapsed / durationNanos;
  }

  private ThoughtStep next() {
    if (nextStep == null) {
      throw new IllegalStateException("the thought is over");
    }
    return nextStep;
  }
}
