package dev.firstword.simulator.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultEffect;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.latency.InterTokenLatency;
import dev.firstword.simulator.latency.LatencyDistribution;
import dev.firstword.simulator.latency.ModelLatency;
import dev.firstword.simulator.thinking.Thought;
import dev.firstword.simulator.thinking.ThoughtStep;
import dev.firstword.simulator.thinking.ThoughtStep.Close;
import dev.firstword.simulator.thinking.ThoughtStep.Open;
import dev.firstword.simulator.thinking.ThoughtStep.Text;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests when a streamed response sends its thought, and the faults that keep it from ending. */
class StreamedThoughtTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** A thought of 200 tokens in 20 s, with text after 3 s and 6 s. */
  private static final Thought THOUGHT =
      new Thought(
          200,
          seconds(20),
          "signature",
          List.of(
              new Open(0),
              new Text(seconds(3), "hm"),
              new Text(seconds(6), "aha"),
              new Close(seconds(20))));

  private final ManualScheduler scheduler = new ManualScheduler();
  private final RecordingResponseWriter writer = new RecordingResponseWriter(scheduler);
  private final RecordingResponseListener listener = new RecordingResponseListener();

  @Test
  void theThoughtPrecedesTheAnswer() {
    response("one two").start();

    scheduler.advance(LONG);

    assertThat(sentWithoutKeepAlives())
        .containsExactly(
            "open 200",
            "opening",
            "thought opens",
            "thought hm",
            "thought aha",
            "thought closes",
            "answer opens",
            "one",
            " two",
            "closing",
            "end");
    assertThat(listener.events)
        .containsExactly(
            "started", "thinking", "thought 200 tokens", "first token", "finished after 2");
  }

  @Test
  void theThoughtOpensAtTheTimeToFirstTokenAndDelaysTheAnswerByItsTime() {
    response("one two").start();

    scheduler.advance(LONG);

    assertThat(millisOf("opening")).isEqualTo(80);
    assertThat(millisOf("thought opens")).isEqualTo(100);
    assertThat(millisOf("thought hm")).isEqualTo(3_100);
    assertThat(millisOf("thought aha")).isEqualTo(6_100);
    assertThat(millisOf("thought closes")).isEqualTo(20_100);
    assertThat(millisOf("one")).isEqualTo(20_100);
  }

  @Test
  void keepAlivesAreSentWhileAThoughtShowsNothing() {
    response("one two").start();

    scheduler.advance(Duration.ofSeconds(20));

    assertThat(writer.sent).endsWith("thought aha", "alive", "alive");
    assertThat(writer.millis).endsWith(6_100L, 11_100L, 16_100L);
  }

  @Test
  void aStepWithoutEventsDoesNotDelayAKeepAlive() {
    Thought counted =
        new Thought(
            10,
            seconds(20),
            "signature",
            List.of(
                new Open(0), new ThoughtStep.TokenCount(seconds(2), 10), new Close(seconds(20))));
    start("one", Optional.of(counted), Optional.empty());

    scheduler.advance(Duration.ofSeconds(6));

    assertThat(writer.sent).containsExactly("open 200", "opening", "thought opens", "alive");
    assertThat(writer.millis.getLast()).isEqualTo(5_100);
  }

  @Test
  void theAnswerOfAUsedUpLimitDoesNotOpen() {
    start("", Optional.of(THOUGHT), Optional.empty());

    scheduler.advance(LONG);

    assertThat(writer.sent).endsWith("thought closes", "closing", "end");
  }

  @Test
  void congestionPausesTheThoughtButNotItsClock() {
    response("one two").start();
    scheduler.advance(Duration.ofSeconds(1));

    writer.congest();
    scheduler.advance(Duration.ofSeconds(30));
    assertThat(writer.sent).endsWith("thought opens");

    writer.drain();
    scheduler.advance(Duration.ofMillis(1));
    assertThat(writer.sent)
        .endsWith(
            "thought hm",
            "thought aha",
            "thought closes",
            "answer opens",
            "one",
            " two",
            "closing",
            "end");
  }

  @Test
  void nothingIsSentToAClientThatDisconnectsDuringTheThought() {
    StreamingResponse response = response("one two");
    response.start();
    scheduler.advance(Duration.ofMillis(5_100));
    int sent = writer.sent.size();

    response.stop();
    scheduler.advance(LONG);

    assertThat(writer.sent).hasSize(sent);
    assertThat(scheduler.isIdle()).isTrue();
    assertThat(response.tokensSent()).isZero();
  }

  @Test
  void anAbandonedThoughtCountsItsTokensUntilThen() {
    StreamingResponse response = response("one two");
    response.start();
    scheduler.advance(Duration.ofMillis(5_100));

    response.stop();

    assertThat(listener.events).containsExactly("started", "thinking", "thought 50 tokens");
  }

  @Test
  void aFaultCountsTheTokensOfTheAnswer() {
    start("one two", Optional.of(THOUGHT), fault(Fault.always(FaultKind.CUT).afterTokens(0)));

    scheduler.advance(LONG);

    assertThat(writer.sent).endsWith("thought closes", "answer opens", "cut");
    assertThat(listener.events).endsWith("failed after 0");
  }

  @Test
  void aWedgedThoughtIsFollowedByKeepAlivesOnly() {
    startWithFault(FaultKind.WEDGED_THINKING);

    scheduler.advance(LONG);

    assertThat(writer.sent).startsWith("open 200", "opening", "thought opens", "alive");
    assertThat(writer.sent.subList(3, writer.sent.size())).hasSize(59).containsOnly("alive");
    assertThat(listener.events).containsExactly("started", "thinking");
  }

  @Test
  void emptyDeltasFollowAThoughtEverySecond() {
    startWithFault(FaultKind.EMPTY_DELTAS);

    scheduler.advance(LONG);

    assertThat(writer.sent).startsWith("open 200", "opening", "thought opens", "empty");
    assertThat(writer.sent.subList(3, writer.sent.size())).hasSize(299).containsOnly("empty");
    assertThat(writer.millis).contains(1_100L, 2_100L, 3_100L);
  }

  @Test
  void nothingFollowsAHalfOpenThought() {
    startWithFault(FaultKind.HALF_OPEN);

    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("open 200", "opening", "thought opens");
    assertThat(scheduler.isIdle()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"WEDGED_THINKING", "EMPTY_DELTAS", "HALF_OPEN"})
  void anUnfinishedThoughtEndsWithItsClient(FaultKind kind) {
    StreamingResponse response = startWithFault(kind);
    scheduler.advance(LONG);
    int sent = writer.sent.size();

    response.stop();
    scheduler.advance(LONG);

    assertThat(writer.sent).hasSize(sent);
    assertThat(scheduler.isIdle()).isTrue();
    assertThat(listener.events).containsExactly("started", "thinking", "thought 0 tokens");
  }

  private StreamingResponse response(String text) {
    return new StreamingResponse(
        scheduler, writer, plan(text, Optional.of(THOUGHT), Optional.empty()), listener);
  }

  private StreamingResponse start(String text, Optional<Thought> thought, Optional<Fault> fault) {
    StreamingResponse response =
        new StreamingResponse(scheduler, writer, plan(text, thought, fault), listener);
    response.start();
    return response;
  }

  private StreamingResponse startWithFault(FaultKind kind) {
    return start(
        "one two",
        Optional.of(Thought.unfinished((FaultEffect.StuckThought) kind.effect())),
        fault(Fault.always(kind)));
  }

  private static Optional<Fault> fault(Fault fault) {
    return Optional.of(fault);
  }

  /** A response with a time to first token of 100 ms, then 100 tokens per second. */
  private static ResponsePlan plan(String text, Optional<Thought> thought, Optional<Fault> fault) {
    ModelLatency speed =
        new ModelLatency(new LatencyDistribution(100, 100), new InterTokenLatency(100));
    return new ResponsePlan(
        new PlainTextEncoder(),
        thought,
        ModelOutput.ofText(Answer.of(text)),
        0,
        speed.sampleStart(0, 0, new SplittableRandom(1)),
        speed,
        new SplittableRandom(2),
        fault);
  }

  private long millisOf(String event) {
    return writer.millis.get(writer.sent.indexOf(event));
  }

  private List<String> sentWithoutKeepAlives() {
    return writer.sent.stream().filter(event -> !event.equals("alive")).toList();
  }

  private static long seconds(int count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
