package dev.firstword.simulator.response;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompleteResponseTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final RecordingResponseWriter writer = new RecordingResponseWriter(scheduler);
  private final RecordingResponseListener listener = new RecordingResponseListener();

  @Test
  void isSentAtItsTime() {
    response(Optional.empty()).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("answer 200 {\"a\":1}");
    assertThat(writer.millis).containsExactly(300L);
    assertThat(listener.events).containsExactly("started", "first token", "finished after 5");
  }

  @Test
  void silenceSendsNothing() {
    response(Optional.of(Fault.always(FaultKind.SILENCE))).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).isEmpty();
  }

  @Test
  void aCutClosesWithoutAnAnswer() {
    response(Optional.of(Fault.always(FaultKind.CUT))).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("cut");
  }

  @Test
  void aCutAfterTokensLeavesHalfTheBody() {
    response(Optional.of(Fault.always(FaultKind.CUT).afterTokens(2))).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("part {\"a");
    assertThat(listener.events).endsWith("failed after 0");
  }

  @Test
  void malformedTruncatesTheJson() {
    response(Optional.of(Fault.always(FaultKind.MALFORMED))).start();

    scheduler.advance(LONG);

    assertThat(writer.sent).containsExactly("answer 200 {\"a\":1");
  }

  @Test
  void anOversizedReplyIsAMegabyteOfValidJson() {
    response(Optional.of(Fault.always(FaultKind.HUGE_EVENT))).start();

    scheduler.advance(LONG);

    assertThat(writer.sent.getFirst())
        .startsWith("answer 200 {\"a\":1} ")
        .hasSizeGreaterThan(1 << 20);
  }

  @Test
  void nothingIsSentToADisconnectedClient() {
    CompleteResponse answer = response(Optional.empty());
    answer.start();
    scheduler.advance(Duration.ofMillis(200));

    answer.stop();
    scheduler.advance(LONG);

    assertThat(writer.sent).isEmpty();
  }

  @Test
  void aThoughtDelaysTheReply() {
    Thought thought =
        new Thought(200, LONG.toNanos(), "", List.of(new ThoughtStep.Close(LONG.toNanos())));
    CompleteResponse.fromPlan(scheduler, writer, plan(thought, Optional.empty()), listener).start();

    scheduler.advance(LONG);
    assertThat(writer.sent).isEmpty();

    scheduler.advance(Duration.ofMillis(100));
    assertThat(writer.sent).containsExactly("answer 200 one");
    assertThat(listener.events)
        .containsExactly(
            "started", "thinking", "thought 200 tokens", "first token", "finished after 1");
  }

  @ParameterizedTest
  @EnumSource(names = {"WEDGED_THINKING", "EMPTY_DELTAS", "HALF_OPEN"})
  void anUnfinishedThoughtSendsNothing(FaultKind kind) {
    CompleteResponse.fromPlan(
            scheduler,
            writer,
            plan(
                Thought.unfinished((FaultEffect.StuckThought) kind.effect()),
                Optional.of(Fault.always(kind))),
            listener)
        .start();

    scheduler.advance(LONG);

    assertThat(writer.sent).isEmpty();
    assertThat(listener.events).containsExactly("started");
  }

  /** A plan with a time to first token of 100 ms. */
  private static ResponsePlan plan(Thought thought, Optional<Fault> fault) {
    ModelLatency latency =
        new ModelLatency(new LatencyDistribution(100, 100), new InterTokenLatency(100));
    return new ResponsePlan(
        new PlainTextEncoder(),
        Optional.of(thought),
        ModelOutput.ofText(Answer.of("one")),
        0,
        latency.sampleStart(0, 0, new SplittableRandom(1)),
        latency,
        new SplittableRandom(2),
        fault);
  }

  private CompleteResponse response(Optional<Fault> fault) {
    long begins = Duration.ofMillis(100).toNanos();
    long sent = Duration.ofMillis(300).toNanos();
    JsonReply reply = new JsonReply(200, Map.of(), "{\"a\":1}".getBytes(UTF_8));
    return new CompleteResponse(scheduler, writer, () -> reply, begins, sent, 5, fault, listener);
  }
}
