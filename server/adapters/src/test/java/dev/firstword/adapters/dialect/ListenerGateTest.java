package dev.firstword.adapters.dialect;

import static dev.firstword.adapters.provider.ThinkingCalls.FINISHED;
import static dev.firstword.adapters.provider.ThinkingCalls.STARTED;
import static dev.firstword.adapters.provider.ThinkingCalls.assertPaired;
import static dev.firstword.adapters.provider.ThinkingCalls.thought;
import static dev.firstword.adapters.provider.ThinkingCalls.tokens;
import static dev.firstword.adapters.provider.ToolCallEvents.arguments;
import static dev.firstword.adapters.provider.ToolCallEvents.assertToolCallsPaired;
import static dev.firstword.adapters.provider.ToolCallEvents.ready;
import static dev.firstword.adapters.provider.ToolCallEvents.started;
import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ListenerGateTest {

  private static final ProviderFailure CUT = new Cut("closed");

  /** Everything that a translator may do, in any order. */
  private static final List<Consumer<ListenerGate>> OPERATIONS =
      List.of(
          gate -> gate.emitText("a"),
          gate -> gate.emitText(""),
          ListenerGate::startThinking,
          gate -> gate.emitThinkingText("hm"),
          gate -> gate.emitThinkingText(""),
          gate -> gate.emitThinkingTokens(5),
          gate -> gate.emitThinkingTokens(0),
          ListenerGate::finishThinking,
          gate -> gate.emitThought(new Thought("m", "hm", null, null)),
          gate -> gate.startToolCall("id", "tool"),
          gate -> gate.emitToolArguments(gate.startToolCall(null, "tool"), "{"),
          gate -> gate.finishToolCall(gate.startToolCall("id", "tool")),
          gate -> gate.emitText("\ud83d"),
          gate -> gate.emitText("\ude00"),
          gate -> gate.complete(FinishReason.STOP, Usage.NONE),
          gate -> gate.fail(CUT));

  private final RecordingListener listener = new RecordingListener();
  private final ListenerGate gate = new ListenerGate(listener);

  @Test
  void pairsThoughtsInAnyOrderOfCalls() {
    property()
        .forAll(lists(integers(0, OPERATIONS.size() - 1), 0, 20))
        .checkAssert(order -> {
          RecordingListener any = new RecordingListener();
          ListenerGate anyGate = new ListenerGate(any);

          order.forEach(each -> OPERATIONS.get(each).accept(anyGate));
          anyGate.complete(FinishReason.STOP, Usage.NONE);

          assertPaired(any.calls());
          assertToolCallsPaired(any.calls());
          assertThat(any.calls())
              .filteredOn(
                  call -> call instanceof ListenerCall.End || call instanceof ListenerCall.Failure)
              .hasSize(1)
              .containsExactly(any.calls().getLast());
        });
  }

  @Test
  void startsAThoughtWithItsFirstTextOrTokens() {
    gate.emitThinkingText("");
    gate.emitThinkingTokens(0);
    gate.emitThinkingTokens(-1);
    gate.emitThinkingTokens(5);
    gate.emitThinkingText("hm");

    assertThat(listener.calls()).containsExactly(STARTED, tokens(5), thought("hm"));
  }

  @Test
  void finishesAThoughtBeforeTextAndBeforeTheEnd() {
    gate.startThinking();
    gate.emitText("");
    gate.emitText("a");
    gate.startThinking();
    gate.fail(CUT);

    assertThat(listener.calls())
        .containsExactly(
            STARTED,
            FINISHED,
            new ListenerCall.Text("a"),
            STARTED,
            FINISHED,
            new ListenerCall.Failure(CUT));
  }

  @Test
  void makesEveryToolCallReadyBeforeTheEnd() {
    OpenToolCall first = gate.startToolCall("a", "weather");
    gate.startToolCall("b", "time");
    gate.emitToolArguments(first, "{\"city\":");
    gate.emitToolArguments(first, "");
    gate.emitToolArguments(first, "1}");
    gate.complete(FinishReason.TOOL_CALLS, Usage.NONE);

    assertThat(listener.calls())
        .containsExactly(
            started("a", "weather"),
            started("b", "time"),
            arguments("a", "{\"city\":"),
            arguments("a", "1}"),
            ready("a", "weather", "{\"city\":1}"),
            ready("b", "time", "{}"),
            new ListenerCall.End(FinishReason.TOOL_CALLS, Usage.NONE));
  }

  @Test
  void ignoresArgumentsOfACallThatIsReady() {
    OpenToolCall call = gate.startToolCall("a", "weather");
    gate.finishToolCall(call);
    gate.emitToolArguments(call, "{}");
    gate.finishToolCall(call);

    assertThat(listener.calls())
        .containsExactly(started("a", "weather"), ready("a", "weather", "{}"));
  }

  @Test
  void makesNoToolCallReadyIfTheAnswerFails() {
    gate.emitToolArguments(gate.startToolCall("a", "pay"), "{\"amount\":1");
    gate.fail(CUT);

    assertThat(listener.calls())
        .containsExactly(
            started("a", "pay"), arguments("a", "{\"amount\":1"), new ListenerCall.Failure(CUT));
  }

  @Test
  void finishesAThoughtBeforeAToolCall() {
    gate.startThinking();
    gate.startToolCall("a", "weather");

    assertThat(listener.calls()).containsExactly(STARTED, FINISHED, started("a", "weather"));
  }

  @Test
  void limitsTheNumberOfToolCalls() {
    for (int i = 0; i <= AnswerToolCalls.MAX_CALLS; i++) {
      gate.startToolCall("id-" + i, "tool");
    }

    assertThat(listener.calls()).hasSize(AnswerToolCalls.MAX_CALLS + 1);
    assertThat(listener.end())
        .isEqualTo(
            new ListenerCall.Failure(new Malformed("the answer has more than 128 tool calls")));
  }

  @Test
  void limitsTheArgumentsOfAllToolCalls() {
    String half = "é".repeat(AnswerToolCalls.MAX_ARGUMENTS_BYTES / 4);
    gate.emitToolArguments(gate.startToolCall("a", "tool"), half);
    OpenToolCall second = gate.startToolCall("b", "tool");
    gate.emitToolArguments(second, half);
    assertThat(gate.isOpen()).isTrue();

    gate.emitToolArguments(second, "x");

    assertThat(listener.end())
        .isEqualTo(
            new ListenerCall.Failure(
                new Malformed("the arguments of tool calls have more than 1048576 bytes")));
  }

  @Test
  void passesOnOddToolNamesButLimitsThem() {
    gate.startToolCall("a", "<b>\u001b[31m delete/all 日本");
    gate.startToolCall("b", "x".repeat(AnswerToolCalls.MAX_NAME_LENGTH + 1));

    assertThat(listener.calls())
        .containsExactly(
            started("a", "<b>\u001b[31m delete/all 日本"),
            started("b", "x".repeat(AnswerToolCalls.MAX_NAME_LENGTH)));
  }

  @Test
  void joinsCharactersWhoseHalvesArriveInTwoPieces() {
    gate.emitText("a\ud83d");
    gate.emitText("\ude00b");
    gate.emitThinkingText("\ud83d");
    gate.emitThinkingText("\ude00");
    OpenToolCall call = gate.startToolCall("a", "tool");
    gate.emitToolArguments(call, "\"\ud83d");
    gate.emitToolArguments(call, "\ude00\"");

    assertThat(listener.calls())
        .containsExactly(
            new ListenerCall.Text("a"),
            new ListenerCall.Text("😀b"),
            STARTED,
            thought("😀"),
            FINISHED,
            started("a", "tool"),
            arguments("a", "\""),
            arguments("a", "😀\""));
  }

  @Test
  void replacesHalfACharacterOnceNothingElseCanFollow() {
    gate.emitText("\ud83d");
    assertThat(listener.calls()).isEmpty();
    gate.complete(FinishReason.STOP, Usage.NONE);

    assertThat(listener.calls())
        .containsExactly(
            new ListenerCall.Text("\ufffd"), new ListenerCall.End(FinishReason.STOP, Usage.NONE));
  }

  @Test
  void forwardsNothingOnceClosed() {
    gate.close();
    gate.startThinking();
    gate.emitThinkingText("hm");
    gate.emitThinkingTokens(5);
    gate.emitText("a");

    assertThat(listener.calls()).isEmpty();
  }

  @Test
  void forwardsNothingAfterTheListenerCancelsInAnActivity() {
    ListenerGate[] cancelled = new ListenerGate[1];
    RecordingListener canceller =
        new RecordingListener() {
          @Override
          public void onActivity(ModelActivity activity) {
            super.onActivity(activity);
            if (activity instanceof ModelActivity.ThinkingFinished) {
              cancelled[0].close();
            }
          }
        };
    cancelled[0] = new ListenerGate(canceller);
    cancelled[0].startThinking();

    cancelled[0].emitText("a");
    cancelled[0].complete(FinishReason.STOP, Usage.NONE);

    assertThat(canceller.calls()).containsExactly(STARTED, FINISHED);
    assertThat(cancelled[0].isCompleted()).isFalse();
  }
}
