package dev.firstword.simulator.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.answer.Answer.StopReason;
import dev.firstword.simulator.latency.InterTokenLatency;
import dev.firstword.simulator.latency.LatencyDistribution;
import dev.firstword.simulator.latency.ModelLatency;
import dev.firstword.simulator.tools.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tests when a streamed response sends its tool calls. */
class StreamedToolCallTest {
  private static final ToolCall SEARCH =
      new ToolCall("search", "{\"q\":1}", List.of("{\"q", "\":1}"));
  private static final ToolCall WEATHER = new ToolCall("weather", "{}", List.of("{}"));

  private final ManualScheduler scheduler = new ManualScheduler();
  private final RecordingResponseWriter writer = new RecordingResponseWriter(scheduler);
  private final RecordingResponseListener listener = new RecordingResponseListener();

  @Test
  void callsFollowTheTextOneAfterTheOther() {
    play(new ModelOutput(Answer.of("one two"), List.of(SEARCH, WEATHER)));

    assertThat(writer.sent)
        .containsExactly(
            "open 200",
            "opening",
            "one",
            " two",
            "call search",
            "{\"q",
            "\":1}",
            "call ends",
            "call weather",
            "{}",
            "call ends",
            "closing",
            "end");
    int tokens = 2 + SEARCH.tokens() + WEATHER.tokens();
    assertThat(listener.events)
        .containsExactly("started", "first token", "finished after " + tokens);
  }

  @Test
  void aCallTakesTheTimeOfItsTokens() {
    play(new ModelOutput(Answer.of(""), List.of(SEARCH)));

    long opening = writer.millis.get(writer.sent.indexOf("opening"));
    long end = writer.millis.get(writer.sent.indexOf("call ends"));

    assertThat(opening).isEqualTo(80);
    assertThat(end - 100).isBetween(SEARCH.tokens() * 2L, SEARCH.tokens() * 60L);
  }

  @Test
  void aLimitInACallCutsItsArguments() {
    ModelOutput output = new ModelOutput(Answer.of("one"), List.of(SEARCH, WEATHER));

    ModelOutput limited = output.limitedTo(1 + SEARCH.headTokens() + 1);

    assertThat(limited.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
    assertThat(limited.toolCalls())
        .containsExactly(new ToolCall("search", "{\"q", List.of("{\"q")));
  }

  @Test
  void aLimitInTheTextLeavesNoCall() {
    ModelOutput output = new ModelOutput(Answer.of("one two"), List.of(SEARCH));

    assertThat(output.limitedTo(1).toolCalls()).isEmpty();
    assertThat(output.limitedTo(1).text().text()).isEqualTo("one");
    assertThat(output.limitedTo(100).stopReason()).isEqualTo(StopReason.TOOL_USE);
  }

  private void play(ModelOutput output) {
    ModelLatency speed =
        new ModelLatency(new LatencyDistribution(100, 100), new InterTokenLatency(100));
    ResponsePlan plan =
        new ResponsePlan(
            new PlainTextEncoder(),
            Optional.empty(),
            output,
            0,
            speed.sampleStart(0, 0, new SplittableRandom(1)),
            speed,
            new SplittableRandom(2),
            Optional.empty());
    new StreamingResponse(scheduler, writer, plan, listener).start();
    scheduler.advance(Duration.ofMinutes(5));
  }
}
