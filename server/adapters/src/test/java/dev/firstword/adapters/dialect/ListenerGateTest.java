package dev.firstword.adapters.dialect;

import static dev.firstword.adapters.provider.ThinkingCalls.FINISHED;
import static dev.firstword.adapters.provider.ThinkingCalls.STARTED;
import static dev.firstword.adapters.provider.ThinkingCalls.assertPaired;
import static dev.firstword.adapters.provider.ThinkingCalls.thought;
import static dev.firstword.adapters.provider.ThinkingCalls.tokens;
import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
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
