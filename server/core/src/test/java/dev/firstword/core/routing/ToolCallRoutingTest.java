package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.ModelActivity.ToolArguments;
import dev.firstword.core.provider.ModelActivity.ToolCallReady;
import dev.firstword.core.provider.ModelActivity.ToolCallStarted;
import dev.firstword.core.provider.ScriptedProvider.ScriptedCall;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Model calls that end with tool calls, and the steps that follow them. */
final class ToolCallRoutingTest {

  private static final ChosenModel SONNET =
      new ChosenModel(
          "sonnet",
          ModelReason.COMPLEX,
          Complexity.COMPLEX,
          true,
          JudgedBy.RULES,
          Distribution.constant(700, 1),
          Distribution.constant(50, 1),
          ThinkingControl.NONE);

  private final RoutingFixture fixture = new RoutingFixture();
  private final RecordingCallListener listener = new RecordingCallListener();

  @Test
  void takesToolCallsWithoutTextAsAnAnswer() {
    ScriptedCall call = open(RoutingFixture.request(RoutingFixture.COMPLEX));
    callTool(call);

    call.listener().onEnd(FinishReason.TOOL_CALLS, Usage.NONE);

    assertThat(listener.events).endsWith("ready call_1", "flush", "end tool_calls");
    assertThat(fixture.callCounts()).isEqualTo("0 0 1");
  }

  @Test
  void hasNoFallbackOnceAToolCallIsVisible() {
    ScriptedCall call = open(RoutingFixture.request(RoutingFixture.COMPLEX));
    call.deliver(new ToolCallStarted("call_1", "look_up"));

    call.listener().onFailure(new ProviderFailure.Cut("x"));

    assertThat(listener.events).last().asString().startsWith("failure model_cut");
    assertThat(fixture.callCounts()).isEqualTo("0 0 1");
  }

  @Test
  void closesAToolCallThatStalls() {
    ScriptedCall call = open(RoutingFixture.request(RoutingFixture.COMPLEX));
    call.deliver(new ToolCallStarted("call_1", "look_up"));
    advance(15);
    call.deliver(new ToolArguments("call_1", "{"));
    advance(19);
    assertThat(call.isCancelled()).as("arguments are progress").isFalse();

    advance(2);

    assertThat(call.isCancelled()).isTrue();
    assertThat(listener.events).last().asString().startsWith("failure model_silent");
  }

  @Test
  void knowsThatAToolCallIsBeingWritten() {
    RoutedCall routed =
        fixture
            .router(RoutingRules.DEFAULTS)
            .open(RoutingFixture.request(RoutingFixture.COMPLEX), fixture.loop, listener);
    ScriptedCall call = fixture.opus.lastCall();
    call.deliver(new ToolCallStarted("call_1", "look_up"));

    assertThat(routed.silence().kind()).isEqualTo(SilenceKind.WRITING_TOOL_INPUT);

    call.deliver(new ToolCallReady(new ContentPart.ToolCall("call_1", "look_up", "{}")));
    assertThat(routed.silence().kind()).isEqualTo(SilenceKind.PAUSED);
  }

  @Test
  void goesOnWithTheModelOfThePreviousStep() {
    RoutingRequest first = RoutingFixture.request(RoutingFixture.COMPLEX);

    open(first.nextStep(first.prompt(), SONNET));

    assertThat(fixture.callCounts()).isEqualTo("0 1 0");
    assertThat(listener.events).containsExactly("model sonnet complex");
  }

  @Test
  void asksAnotherModelWhenThatOfThePreviousStepFails() {
    RoutingRequest first = RoutingFixture.request(RoutingFixture.COMPLEX);
    open(first.nextStep(first.prompt(), SONNET));

    RoutingFixture.fail(fixture.sonnet, new ProviderFailure.Overloaded(null, "x"));

    assertThat(fixture.callCounts()).isEqualTo("1 1 0");
  }

  @Test
  void mayEndALaterStepWithoutOutput() {
    RoutingRequest first = RoutingFixture.request(RoutingFixture.COMPLEX);
    open(first.nextStep(first.prompt(), SONNET));

    fixture.sonnet.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(listener.events).last().isEqualTo("end stop");
  }

  @Test
  void forcesAToolOnlyInTheFirstStep() {
    RoutingRequest first =
        RoutingFixture.request(RoutingFixture.COMPLEX)
            .withOptions(GenerationOptions.DEFAULT.withToolChoice(ToolChoice.tool("look_up")));

    assertThat(first.nextStep(first.prompt(), SONNET).options().toolChoice())
        .isEqualTo(ToolChoice.AUTO);
  }

  @Test
  void cutsAnAnswerThatIsFarLongerThanItsLimitOfTokens() {
    ScriptedCall call =
        open(RoutingFixture.request(RoutingFixture.COMPLEX, null, Priority.QUALITY, null));
    int maxTokens = call.request().maxTokens();
    String chunk = "x".repeat(1024);

    int chunks = 0;
    while (!call.isCancelled() && chunks < maxTokens) {
      call.deliver(chunk);
      chunks++;
    }

    assertThat((long) chunks * chunk.length()).isEqualTo(maxTokens * 32L);
    assertThat(listener.events).last().isEqualTo("end length");
  }

  private ScriptedCall open(RoutingRequest request) {
    RoutedCall _ = fixture.router(RoutingRules.DEFAULTS).open(request, fixture.loop, listener);
    return fixture.opus.calls().isEmpty() ? fixture.sonnet.lastCall() : fixture.opus.lastCall();
  }

  private static void callTool(ScriptedCall call) {
    call.deliver(
        new ToolCallStarted("call_1", "look_up"),
        new ToolArguments("call_1", "{}"),
        new ToolCallReady(new ContentPart.ToolCall("call_1", "look_up", "{}")));
  }

  private void advance(int seconds) {
    fixture.loop.advance(Duration.ofSeconds(seconds));
  }
}
