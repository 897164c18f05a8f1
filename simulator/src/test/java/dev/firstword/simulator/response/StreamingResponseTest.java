package dev.firstword.simulator.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.latency.InterTokenLatency;
import dev.firstword.simulator.latency.LatencyDistribution;
import dev.firstword.simulator.latency.ModelLatency;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamingResponseTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final RecordingResponseWriter writer = new RecordingResponseWriter(scheduler);
  private final RecordingResponseListener listener = new RecordingResponseListener();

  @Test
  void sendsHeadThenEachTokenThenEnd() {
    response("one two three").start();

    scheduler.advance(LONG);

    assertThat(writer.sent)
        .containsExactly("open 200", "opening", "one", " two", " three", "closing", "end");
    assertThat(listener.events).containsExactly("started", "first token", "finished after 3");
  }

  @Test
  void theCallIsRecordedBeforeItsResponseEnds() {
    var combined = new RecordingResponseListener(writer.sent);
    new StreamingResponse(scheduler, writer, plan("one", Optional.empty()), combined).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).endsWith("closing", "finished after 1", "end");
  }

  @Test
  void headAndFirstTokenAreSentOnTime() {
    response("one two three").start();

    scheduler.advance(LONG);

    assertThat(writer.millis.get(0)).isEqualTo(80);
    assertThat(writer.millis.get(2)).isEqualTo(100);
  }

  @Test
  void latenessDoesNotAccumulate() {
    String words = "word ".repeat(400).strip();
    response(words).start();
    scheduler.advance(LONG);
    long undisturbed = writer.millis.getLast();

    ManualScheduler busy = new ManualScheduler();
    RecordingResponseWriter other = new RecordingResponseWriter(busy);
    new StreamingResponse(busy, other, plan(words, Optional.empty()), listener).start();
    busy.advance(Duration.ofMillis(500));
    busy.advanceWithoutRunning(Duration.ofSeconds(1));
    busy.advance(LONG);

    assertThat(other.millis.getLast()).isEqualTo(undisturbed);
  }

  @Test
  void congestionPausesSending() {
    response("one two three").start();
    scheduler.advance(Duration.ofMillis(90));

    writer.congest();
    scheduler.advance(LONG);
    assertThat(writer.sent).containsExactly("open 200", "opening");

    writer.drain();
    scheduler.advance(LONG);
    assertThat(writer.sent).endsWith("closing", "end");
  }

  @Test
  void nothingIsSentToADisconnectedClient() {
    StreamingResponse answer = response("one two three");
    answer.start();
    scheduler.advance(Duration.ofMillis(90));

    answer.stop();
    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("open 200", "opening");
    assertThat(scheduler.isIdle()).isTrue();
    assertThat(answer.tokensSent()).isZero();
  }

  @Test
  void silenceFromTheStartSendsNotEvenTheHead() {
    response("one two three", Fault.always(FaultKind.SILENCE)).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).isEmpty();
    assertThat(listener.events).isEmpty();
  }

  @Test
  void silenceAfterNoTokenSendsTheHeadOnly() {
    response("one two three", Fault.always(FaultKind.SILENCE).afterTokens(0)).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("open 200", "opening");
    assertThat(listener.events).containsExactly("started");
  }

  @Test
  void midStreamSilenceIsPermanent() {
    response("one two three", Fault.always(FaultKind.SILENCE).afterTokens(2)).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("open 200", "opening", "one", " two");
    assertThat(scheduler.isIdle()).isTrue();
  }

  @Test
  void aCutClosesAfterItsTokens() {
    response("one two three", Fault.always(FaultKind.CUT).afterTokens(1)).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("open 200", "opening", "one", "cut");
    assertThat(listener.events).endsWith("failed after 1");
  }

  @Test
  void aFaultPastTheAnswersLengthAppliesBeforeItsEnd() {
    response("one two", Fault.always(FaultKind.CUT).afterTokens(50)).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("open 200", "opening", "one", " two", "cut");
  }

  @ParameterizedTest
  @EnumSource(names = {"OVERLOADED", "RATE_LIMIT", "SERVER_ERROR"})
  void anErrorAfterTokensIsAnEvent(FaultKind kind) {
    response("one two three", Fault.always(kind).afterTokens(1)).start();

    scheduler.advance(LONG);

    assertThat(writer.sent)
        .containsExactly("open 200", "opening", "one", "error " + kind.wireName(), "end");
  }

  @Test
  void aMalformedEventIsFollowedByValidOnes() {
    response("one two", Fault.always(FaultKind.MALFORMED).afterTokens(1)).start();

    scheduler.advance(LONG);

    assertThat(writer.sent)
        .containsExactly("open 200", "opening", "one", "malformed", " two", "closing", "end");
  }

  @Test
  void anOversizedEventIsFollowedByNormalOnes() {
    response("one two", Fault.always(FaultKind.HUGE_EVENT)).start();

    scheduler.advance(LONG);

    assertThat(writer.sent)
        .containsExactly("open 200", "opening", "huge", "one", " two", "closing", "end");
  }

  @Test
  void keepAlivesAreSentDuringALongPause() {
    ResponsePlan unhurried = plan("one two", Optional.empty(), 0.01);
    new StreamingResponse(scheduler, writer, unhurried, listener).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).startsWith("open 200", "opening", "one", "alive", "alive");
    assertThat(writer.millis.get(3) - writer.millis.get(2)).isEqualTo(5_000);
    assertThat(writer.sent).endsWith(" two", "closing", "end");
  }

  @Test
  void noKeepAliveIsSentDuringSilence() {
    ResponsePlan unhurried =
        plan("one two", Optional.of(Fault.always(FaultKind.SILENCE).afterTokens(1)), 0.05);
    new StreamingResponse(scheduler, writer, unhurried, listener).start();
    scheduler.advance(Duration.ofMinutes(2));
    int sent = writer.sent.size();

    scheduler.advance(LONG);

    assertThat(writer.sent).hasSize(sent);
  }

  @Test
  void theMeanTokenRateIsTheModels() {
    response("word ".repeat(3_000).strip()).start();

    scheduler.advance(LONG);

    long generation = writer.millis.getLast() - writer.millis.get(2);
    assertThat(generation).isBetween(28_500L, 31_500L);
  }

  @Test
  void theSameSeedGivesTheSameTimes() {
    response("word ".repeat(100)).start();
    scheduler.advance(LONG);

    ManualScheduler otherTimer = new ManualScheduler();
    RecordingResponseWriter other = new RecordingResponseWriter(otherTimer);
    new StreamingResponse(otherTimer, other, plan("word ".repeat(100), Optional.empty()), listener)
        .start();
    otherTimer.advance(LONG);

    assertThat(other.millis).isEqualTo(writer.millis);
    assertThat(IntStream.range(2, 100).filter(i -> gap(i) != gap(i + 1)).count()).isPositive();
  }

  private long gap(int index) {
    return writer.millis.get(index) - writer.millis.get(index - 1);
  }

  private StreamingResponse response(String text) {
    return new StreamingResponse(scheduler, writer, plan(text, Optional.empty()), listener);
  }

  private StreamingResponse response(String text, Fault fault) {
    return new StreamingResponse(scheduler, writer, plan(text, Optional.of(fault)), listener);
  }

  /** A response with its first token after 100 ms, then 100 tokens per second. */
  private static ResponsePlan plan(String text, Optional<Fault> fault) {
    return plan(text, fault, 100);
  }

  private static ResponsePlan plan(String text, Optional<Fault> fault, double tokensPerSecond) {
    ModelLatency speed =
        new ModelLatency(new LatencyDistribution(100, 100), new InterTokenLatency(tokensPerSecond));
    return new ResponsePlan(
        new PlainTextEncoder(),
        Optional.empty(),
        ModelOutput.ofText(Answer.of(text)),
        0,
        speed.sampleStart(0, 0, new SplittableRandom(1)),
        speed,
        new SplittableRandom(2),
        fault);
  }
}
