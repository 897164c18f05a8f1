package dev.firstword.core.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.protocol.ProblemException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Preparation of drafts, while the user is still typing. */
final class SpeculativePreparationsTest extends PreparationFixture {

  @Test
  void reusesAFinishedDraftPreparation() {
    conversation.addQuestion("Who are you?");
    conversation.completeAnswer("A library.");
    preparation.prepareDraft(request("what  is a chunk"));
    await().until(() -> retrieval.calls.contains("reranking"));
    int read = conversation.messagesRead.get();

    RecordingPhaseListener listener =
        accept(preparation.take(request("What is a chunk?"), null), "What is a chunk?");

    assertThat(listener.lastPromptMessage()).endsWith("What is a chunk?");
    assertThat(listener.prepared().prompt().messages()).hasSize(3);
    assertThat(retrieval.calls).containsOnlyOnce("embedding");
    assertThat(conversation.messagesRead).hasValue(read);
  }

  @Test
  void waitsForADraftPreparationInProgress() {
    CountDownLatch found = new CountDownLatch(1);
    retrieval.gates.put("search", found);
    preparation.prepareDraft(request("What is a chunk?"));
    await().until(() -> retrieval.calls.contains("search"));

    PreparationTask task = preparation.take(request("What is a chunk?"), null);
    found.countDown();

    assertThat(accept(task, "What is a chunk?").prepared().sources()).hasSize(3);
    assertThat(retrieval.calls).containsOnlyOnce("embedding", "search");
  }

  @Test
  void rereadsHistoryThatHasChangedSince() {
    conversation.addQuestion("Who are you?");
    conversation.completeAnswer("A library.");
    preparation.prepareDraft(request("And?"));
    await().until(() -> retrieval.calls.contains("reranking"));
    conversation.addQuestion("Asked in another tab");
    conversation.completeAnswer("Answered in another tab");

    RecordingPhaseListener listener = send("And?");

    assertThat(listener.prepared().prompt().messages())
        .extracting(PromptMessage::text)
        .contains("Answered in another tab");
  }

  @Test
  void searchesAgainWhenTheQuestionChanges() {
    preparation.prepareDraft(request("What is a chunk?"));
    await().until(() -> retrieval.calls.contains("reranking"));

    RecordingPhaseListener listener = send("What is a shard?");

    assertThat(listener.lastPromptMessage()).endsWith("What is a shard?");
    assertThat(retrieval.calls.stream().filter("embedding"::equals)).hasSize(2);
  }

  @Test
  void aNewerDraftCancelsTheOlderOne() {
    retrieval.hanging.add("embedding");
    preparation.prepareDraft(request("What is"));
    await().until(() -> retrieval.calls.contains("embedding"));

    preparation.prepareDraft(request("What is a chunk?"));

    await().untilAsserted(() -> assertThat(retrieval.interrupted).containsExactly("embedding"));
  }

  @Test
  void prefetchesHistoryForAnEmptyDraft() {
    conversation.addQuestion("Who are you?");
    conversation.completeAnswer("A library.");

    preparation.prepareDraft(request(""));

    await().until(() -> conversation.messagesRead.get() == 2);
    assertThat(retrieval.calls).isEmpty();
  }

  @Test
  void limitsTheRateOfDrafts() {
    for (int i = 0; i < 120; i++) {
      preparation.prepareDraft(request(""));
    }

    assertThatThrownBy(() -> preparation.prepareDraft(request("")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(429));
  }
}
