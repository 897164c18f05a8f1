package dev.firstword.core.turn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.attachment.AttachmentBudget;
import dev.firstword.core.turn.running.SuspendedTurn;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A turn whose node stops is interrupted if no other node can resume it. */
final class InterruptedResumptionTest extends ResumptionTestBase {

  /** A restart with many such turns would take all memory otherwise, every time. */
  @Test
  void isInterruptedIfThereIsNoMemoryForItsImages() {
    startTwoTools();
    crash();
    suspendWith(ResumptionTestBase::withImage);
    hasImage = true;
    attachmentMemory = new AttachmentBudget(0);

    assertInterrupted();
    assertThat(attachmentMemory.reservedBytes()).isZero();
  }

  @Test
  void isInterruptedIfNothingWasStored() {
    store.failSuspensions(1);
    startTwoTools();
    crash();

    assertInterrupted();
  }

  @Test
  void isInterruptedIfWhatWasStoredCannotBeRead() {
    startTwoTools();
    crash();
    store.suspend("node_1", IDENTITY.turnId(), 1, "{}".getBytes(UTF_8));

    assertInterrupted();
  }

  @Test
  void isInterruptedIfWhatWasStoredIsOfAnotherStep() {
    startTwoTools();
    crash();
    suspendWith(stored ->
        new SuspendedTurn(
            stored.profile(),
            stored.routing(),
            stored.prompt(),
            stored.answerSoFar(),
            new SuspendedTurn.Tools(
                2, List.of(), stored.tools().parts(), List.of(), stored.tools().startedMs()),
            stored.firstTextMs(),
            stored.usage()));

    assertInterrupted();
  }

  @Test
  void isInterruptedIfItsProfileIsGone() {
    startTwoTools();
    crash();
    profiles = List.of();

    assertInterrupted();
  }

  @Test
  void isInterruptedIfItsModelIsGone() {
    startTwoTools();
    crash();
    modelName = "sonnet";

    assertInterrupted();
  }

  @Test
  void isInterruptedIfAnImageIsGone() {
    startTwoTools();
    crash();
    suspendWith(ResumptionTestBase::withImage);

    assertInterrupted();
  }

  @Test
  void isInterruptedWhileTheModelWrites() {
    startTwoTools();
    offer(turn, result("call_1", "1"), result("call_2", "2"));
    model.onText("It is");
    model.onReadComplete();
    crash();

    assertInterrupted();
  }

  private void assertInterrupted() {
    Node node = new Node("node_2");

    assertThat(node.localTurns.size()).isZero();
    String log = storedLog();
    assertThat(log).containsOnlyOnce("\"code\":\"interrupted\"");
    assertThat(store.end(IDENTITY.turnId()).text()).startsWith("Let me look.");
    assertThat(store.findSuspended(IDENTITY.turnId())).isEmpty();
  }
}
