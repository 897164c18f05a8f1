package dev.firstword.simulator.thinking;

import dev.firstword.simulator.fault.FaultEffect;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThoughtStep.Close;
import dev.firstword.simulator.thinking.ThoughtStep.EmptyDelta;
import dev.firstword.simulator.thinking.ThoughtStep.Open;
import dev.firstword.simulator.thinking.ThoughtStep.Stall;
import dev.firstword.simulator.thinking.ThoughtStep.Text;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a model thinks before it answers, as a client sees it.
 *
 * @param tokens the tokens generated, whether the client sees them or not
 * @param durationNanos nanoseconds from the start to the end
 * @param signature the opaque text that proves where the thought comes from
 * @param encrypted the opaque form of the whole thought, which a client can hand back
 * @param steps in the order of their times, from opening to closing
 * @param note what the model tells the reader before its tool calls, if it does
 */
public record Thought(
    int tokens,
    long durationNanos,
    ThinkingDisplay display,
    String signature,
    String encrypted,
    Iterable<ThoughtStep> steps,
    Optional<Note> note) {

  /** A text for the reader in the form of a thought. */
  public record Note(String text, String signature) {}

  /** Creates a thought without a note. */
  public Thought(
      int tokens,
      long durationNanos,
      ThinkingDisplay display,
      String signature,
      String encrypted,
      Iterable<ThoughtStep> steps) {
    this(tokens, durationNanos, display, signature, encrypted, steps, Optional.empty());
  }

  /** Later than any test ends, yet small enough to be added to a clock's time. */
  private static final long NEVER_NANOS = Duration.ofDays(36_500).toNanos();

  private static final long EMPTY_DELTA_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  /** Creates a summarized thought without an encrypted form. */
  public Thought(int tokens, long durationNanos, String signature, Iterable<ThoughtStep> steps) {
    this(tokens, durationNanos, ThinkingDisplay.SUMMARIZED, signature, "", steps);
  }

  /** Returns a thought that the fault keeps from ending. */
  public static Thought unfinished(FaultEffect.StuckThought fault) {
    return switch (fault) {
      case WEDGED -> unfinished(List.of(new Open(0), new Close(NEVER_NANOS)));
      case EMPTY_DELTAS ->
          unfinished(() -> Stream.concat(Stream.of(new Open(0)), emptyDeltas()).iterator());
      case HALF_OPEN -> unfinished(List.of(new Open(0), new Stall(0)));
    };
  }

  private static Thought unfinished(Iterable<ThoughtStep> steps) {
    return new Thought(0, NEVER_NANOS, "", steps);
  }

  private static Stream<ThoughtStep> emptyDeltas() {
    return LongStream.iterate(1, count -> count + 1)
        .mapToObj(count -> new EmptyDelta(count * EMPTY_DELTA_INTERVAL_NANOS));
  }

  /** Returns the complete visible text; empty if the client sees none. */
  public String text() {
    return text(steps);
  }

  static String text(Iterable<ThoughtStep> steps) {
    return StreamSupport.stream(steps.spliterator(), false)
        .filter(Text.class::isInstance)
        .map(step -> ((Text) step).text())
        .collect(Collectors.joining());
  }
}
