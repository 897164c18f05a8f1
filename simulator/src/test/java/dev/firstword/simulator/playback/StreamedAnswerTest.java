package dev.firstword.simulator.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.latency.FirstTokenTime;
import dev.firstword.simulator.latency.ModelSpeed;
import dev.firstword.simulator.latency.TokenPace;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamedAnswerTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ManualTimer timer = new ManualTimer();
  private final RecordingLine line = new RecordingLine(timer);
  private final RecordingProgress progress = new RecordingProgress();

  @Test
  void theHeadLeavesFirstThenEachTokenByItselfThenTheEnd() {
    answer("one two three").start();

    timer.advance(LONG);

    assertThat(line.sent)
        .containsExactly("open 200", "opening", "one", " two", " three", "closing", "end");
    assertThat(progress.told).containsExactly("begun", "first token", "finished after 3");
  }

  @Test
  void headAndFirstTokenLeaveAtTheirTimes() {
    answer("one two three").start();

    timer.advance(LONG);

    assertThat(line.millis.get(0)).isEqualTo(80);
    assertThat(line.millis.get(2)).isEqualTo(100);
  }

  @Test
  void latenessDoesNotAccumulate() {
    String words = "word ".repeat(400).strip();
    answer(words).start();
    timer.advance(LONG);
    long undisturbed = line.millis.getLast();

    ManualTimer busy = new ManualTimer();
    RecordingLine other = new RecordingLine(busy);
    new StreamedAnswer(busy, other, script(words, Optional.empty()), progress).start();
    busy.advance(Duration.ofMillis(500));
    busy.stall(Duration.ofSeconds(1));
    busy.advance(LONG);

    assertThat(other.millis.getLast()).isEqualTo(undisturbed);
  }

  @Test
  void aClientThatDoesNotReadIsNotWrittenTo() {
    answer("one two three").start();
    timer.advance(Duration.ofMillis(90));

    line.clog();
    timer.advance(LONG);
    assertThat(line.sent).containsExactly("open 200", "opening");

    line.clear();
    timer.advance(LONG);
    assertThat(line.sent).endsWith("closing", "end");
  }

  @Test
  void nothingIsSentToAClientThatLeft() {
    StreamedAnswer answer = answer("one two three");
    answer.start();
    timer.advance(Duration.ofMillis(90));

    answer.stop();
    timer.advance(LONG);

    assertThat(line.sent).containsExactly("open 200", "opening");
    assertThat(timer.hasNothingToDo()).isTrue();
    assertThat(answer.tokensSent()).isZero();
  }

  @Test
  void silenceFromTheStartSendsNotEvenTheHead() {
    answer("one two three", Fault.always(FaultKind.SILENCE)).start();

    timer.advance(LONG);

    assertThat(line.sent).isEmpty();
    assertThat(progress.told).isEmpty();
  }

  @Test
  void silenceAfterNoTokenSendsTheHeadOnly() {
    answer("one two three", Fault.always(FaultKind.SILENCE).afterTokens(0)).start();

    timer.advance(LONG);

    assertThat(line.sent).containsExactly("open 200", "opening");
    assertThat(progress.told).containsExactly("begun");
  }

  @Test
  void silenceInMidStreamIsForGood() {
    answer("one two three", Fault.always(FaultKind.SILENCE).afterTokens(2)).start();

    timer.advance(LONG);

    assertThat(line.sent).containsExactly("open 200", "opening", "one", " two");
    assertThat(timer.hasNothingToDo()).isTrue();
  }

  @Test
  void aCutClosesAfterItsTokens() {
    answer("one two three", Fault.always(FaultKind.CUT).afterTokens(1)).start();

    timer.advance(LONG);

    assertThat(line.sent).containsExactly("open 200", "opening", "one", "cut");
    assertThat(progress.told).endsWith("failed after 1");
  }

  @Test
  void aFaultLaterThanTheAnswerIsLongStrikesBeforeItsEnd() {
    answer("one two", Fault.always(FaultKind.CUT).afterTokens(50)).start();

    timer.advance(LONG);

    assertThat(line.sent).containsExactly("open 200", "opening", "one", " two", "cut");
  }

  @ParameterizedTest
  @EnumSource(names = {"OVERLOADED", "RATE_LIMIT", "SERVER_ERROR"})
  void anErrorAfterTokensIsAnEvent(FaultKind kind) {
    answer("one two three", Fault.always(kind).afterTokens(1)).start();

    timer.advance(LONG);

    assertThat(line.sent)
        .containsExactly("open 200", "opening", "one", "error " + kind.wireName(), "end");
  }

  @Test
  void aMalformedEventIsOneAmongGoodOnes() {
    answer("one two", Fault.always(FaultKind.MALFORMED).afterTokens(1)).start();

    timer.advance(LONG);

    assertThat(line.sent)
        .containsExactly("open 200", "opening", "one", "malformed", " two", "closing", "end");
  }

  @Test
  void aHugeEventIsOneAmongGoodOnes() {
    answer("one two", Fault.always(FaultKind.HUGE_EVENT)).start();

    timer.advance(LONG);

    assertThat(line.sent)
        .containsExactly("open 200", "opening", "huge", "one", " two", "closing", "end");
  }

  @Test
  void aLongPauseIsBridgedByEventsThatSayNothing() {
    Script unhurried = script("one two", Optional.empty(), 0.01);
    new StreamedAnswer(timer, line, unhurried, progress).start();

    timer.advance(LONG);

    assertThat(line.sent).startsWith("open 200", "opening", "one", "alive", "alive");
    assertThat(line.millis.get(3) - line.millis.get(2)).isEqualTo(5_000);
    assertThat(line.sent).endsWith(" two", "closing", "end");
  }

  @Test
  void silenceIsNotBridged() {
    Script unhurried =
        script("one two", Optional.of(Fault.always(FaultKind.SILENCE).afterTokens(1)), 0.05);
    new StreamedAnswer(timer, line, unhurried, progress).start();
    timer.advance(Duration.ofMinutes(2));
    int sent = line.sent.size();

    timer.advance(LONG);

    assertThat(line.sent).hasSize(sent);
  }

  @Test
  void theMeanPaceIsTheModels() {
    answer("word ".repeat(3_000).strip()).start();

    timer.advance(LONG);

    long generation = line.millis.getLast() - line.millis.get(2);
    assertThat(generation).isBetween(28_500L, 31_500L);
  }

  @Test
  void theSameChanceGivesTheSameTimes() {
    answer("word ".repeat(100)).start();
    timer.advance(LONG);

    ManualTimer otherTimer = new ManualTimer();
    RecordingLine other = new RecordingLine(otherTimer);
    new StreamedAnswer(otherTimer, other, script("word ".repeat(100), Optional.empty()), progress)
        .start();
    otherTimer.advance(LONG);

    assertThat(other.millis).isEqualTo(line.millis);
    assertThat(IntStream.range(2, 100).filter(i -> gap(i) != gap(i + 1)).count()).isPositive();
  }

  private long gap(int index) {
    return line.millis.get(index) - line.millis.get(index - 1);
  }

  private StreamedAnswer answer(String text) {
    return new StreamedAnswer(timer, line, script(text, Optional.empty()), progress);
  }

  private StreamedAnswer answer(String text, Fault fault) {
    return new StreamedAnswer(timer, line, script(text, Optional.of(fault)), progress);
  }

  /** The first token after 100 ms, then a hundred a second. */
  private static Script script(String text, Optional<Fault> fault) {
    return script(text, fault, 100);
  }

  private static Script script(String text, Optional<Fault> fault, double tokensPerSecond) {
    ModelSpeed speed = new ModelSpeed(new FirstTokenTime(100, 100), new TokenPace(tokensPerSecond));
    return new Script(
        new PlainDialect(),
        Answer.of(text),
        0,
        speed.draw(0, 0, new SplittableRandom(1)),
        speed,
        new SplittableRandom(2),
        fault);
  }
}
