package dev.firstword.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.protocol.RefusedException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is prepared while a person still types. */
final class HeadStartTest extends PreparationFixture {

  @Test
  void usesWhatWasMadeReadyWhileThePersonTyped() {
    conversation.ask("Who are you?");
    conversation.answer("A library.");
    preparation.headStart(question("what  is a chunk"));
    await().until(() -> retrieval.calls.contains("reranking"));
    int read = conversation.messagesRead.get();

    Listening person =
        sent(preparation.take(question("What is a chunk?"), null), "What is a chunk?");

    assertThat(person.question()).endsWith("What is a chunk?");
    assertThat(person.prepared().prompt().messages()).hasSize(3);
    assertThat(retrieval.calls).containsOnlyOnce("embedding");
    assertThat(conversation.messagesRead).hasValue(read);
  }

  @Test
  void waitsForWhatIsUnderWayWhenTheMessageIsSent() {
    CountDownLatch found = new CountDownLatch(1);
    retrieval.gates.put("search", found);
    preparation.headStart(question("What is a chunk?"));
    await().until(() -> retrieval.calls.contains("search"));

    Work work = preparation.take(question("What is a chunk?"), null);
    found.countDown();

    assertThat(sent(work, "What is a chunk?").prepared().sources()).hasSize(3);
    assertThat(retrieval.calls).containsOnlyOnce("embedding", "search");
  }

  @Test
  void readsTheHistoryAgainWhenItWentOnMeanwhile() {
    conversation.ask("Who are you?");
    conversation.answer("A library.");
    preparation.headStart(question("And?"));
    await().until(() -> retrieval.calls.contains("reranking"));
    conversation.ask("Asked in another tab");
    conversation.answer("Answered in another tab");

    Listening person = send("And?");

    assertThat(person.prepared().prompt().messages())
        .extracting(PromptMessage::text)
        .contains("Answered in another tab");
  }

  @Test
  void searchesAnewForAQuestionThatBecameAnother() {
    preparation.headStart(question("What is a chunk?"));
    await().until(() -> retrieval.calls.contains("reranking"));

    Listening person = send("What is a shard?");

    assertThat(person.question()).endsWith("What is a shard?");
    assertThat(retrieval.calls.stream().filter("embedding"::equals)).hasSize(2);
  }

  @Test
  void replacesTheOldDraftsWorkByTheNewOnes() {
    retrieval.hanging.add("embedding");
    preparation.headStart(question("What is"));
    await().until(() -> retrieval.calls.contains("embedding"));

    preparation.headStart(question("What is a chunk?"));

    await().untilAsserted(() -> assertThat(retrieval.interrupted).containsExactly("embedding"));
  }

  @Test
  void readsTheHistoryWhenTheFieldIsFocusedBeforeAnythingIsWritten() {
    conversation.ask("Who are you?");
    conversation.answer("A library.");

    preparation.headStart(question(""));

    await().until(() -> conversation.messagesRead.get() == 2);
    assertThat(retrieval.calls).isEmpty();
  }

  @Test
  void preparesForNobodyWithoutEnd() {
    for (int i = 0; i < 120; i++) {
      preparation.headStart(question(""));
    }

    assertThatThrownBy(() -> preparation.headStart(question("")))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(429));
  }
}
