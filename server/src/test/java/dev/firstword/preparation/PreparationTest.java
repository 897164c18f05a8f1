package dev.firstword.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.identity.Caller;
import dev.firstword.profile.Preparing.Rule;
import dev.firstword.profile.Preparing.WhenLate;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.protocol.TurnEvent.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class PreparationTest extends PreparationFixture {

  private static final Rule PATIENT = new Rule(Duration.ofSeconds(20), WhenLate.WAIT);

  @Test
  void bringsTogetherTheHistoryTheBestPassagesAndTheQuestion() {
    conversation.ask("Who are you?");
    conversation.answer("A library.");

    Listening person = send("And what can you do?");

    assertThat(person.prepared().prompt().messages())
        .extracting(PromptMessage::text)
        .startsWith("Who are you?", "A library.");
    assertThat(person.question())
        .containsSubsequence("[1] Title of third", "[2] Title of second", "And what can you do?");
    assertThat(person.prepared().sources())
        .extracting(Source::documentId)
        .containsExactly("doc_third", "doc_second", "doc_first");
    assertThat(person.ends.values()).containsOnly(PhaseState.FINISHED);
    assertThat(person.started)
        .contains("auth", "history", "embedding", "search", "reranking", "prompt");
  }

  @Test
  void startsAtOnceWhateverNeedsNothing() {
    retrieval.gates.put("embedding", new CountDownLatch(1));
    conversation.gate = new CountDownLatch(1);

    Work work = preparation.take(question("What is a chunk?"), null);

    // Neither waits for the other: both have begun, and neither has ended.
    await().until(() -> retrieval.calls.contains("embedding") && conversation.waiting == 1);
    conversation.gate.countDown();
    retrieval.gates.get("embedding").countDown();
    assertThat(sent(work, "What is a chunk?").ends).containsKeys("history", "embedding");
  }

  @Test
  void goesOnePhaseAfterTheOtherWhereTheLabWantsIt() {
    lab.change(new Lab.State(Map.of(), true));
    conversation.gate = new CountDownLatch(1);

    Work work = preparation.take(question("What is a chunk?"), null);

    await().until(() -> conversation.waiting == 1);
    assertThat(retrieval.calls).isEmpty();
    conversation.gate.countDown();
    sent(work, "What is a chunk?").prepared();
    assertThat(retrieval.calls).containsExactly("embedding", "search", "by meaning", "reranking");
  }

  @Test
  void asksNoDocumentsWhereThereAreNone() {
    retrieval.documents = false;

    Listening person = send("Hello");

    assertThat(person.question()).isEqualTo("Hello");
    assertThat(person.started).doesNotContain("embedding", "search", "reranking");
  }

  @Test
  void searchesByWordsWhenTheEmbeddingModelIsDead() {
    retrieval.failing.add("embedding");

    Listening person = send("What is a chunk?");

    assertThat(person.prepared().sources()).hasSize(3);
    assertThat(retrieval.calls).contains("by words");
    assertThat(person.ends).containsEntry("embedding", PhaseState.DEGRADED);
  }

  @Test
  void interruptsALatePhaseAndGoesOnWithout() {
    retrieval.hanging.add("search");

    Listening person = send("What?", rule("search", new Rule(Duration.ofMillis(1), WhenLate.SKIP)));

    assertThat(person.question()).isEqualTo("What?");
    assertThat(person.ends).containsEntry("search", PhaseState.FAILED);
    await().untilAsserted(() -> assertThat(retrieval.interrupted).containsExactly("search"));
  }

  @Test
  void takesNothingFromAPhaseThatIsLate() {
    lab.change(new Lab.State(Map.of("search", Duration.ofSeconds(30)), false));

    Listening person =
        send("What?", rule("search", new Rule(Duration.ofMillis(200), WhenLate.SKIP)));

    assertThat(person.question()).isEqualTo("What?");
    assertThat(person.prepared().sources()).isEmpty();
  }

  @Test
  void takesThePassagesInTheirOrderWhenTheRerankerIsDead() {
    retrieval.failing.add("reranking");

    Listening person = send("What is a chunk?");

    assertThat(person.prepared().sources())
        .extracting(Source::documentId)
        .startsWith("doc_first", "doc_second");
    assertThat(person.ends).containsEntry("reranking", PhaseState.DEGRADED);
  }

  @Test
  void failsWhereTheRuleIsToWait() {
    retrieval.failing.add("search");

    Listening person = send("What?", rule("search", PATIENT));

    assertThatThrownBy(person::prepared)
        .hasCauseInstanceOf(PreparationException.class)
        .hasMessageContaining("search failed");
  }

  @Test
  void answersFromThePartOfTheHistoryThatWasReadInTime() {
    for (int i = 0; i < 150; i++) {
      conversation.ask("question " + i);
      conversation.answer("answer " + i);
    }
    conversation.hangsAfterFirstPage = true;

    Listening person =
        send("And?", rule("history", new Rule(Duration.ofSeconds(2), WhenLate.DEGRADE)));

    assertThat(person.prepared().prompt().messages())
        .extracting(PromptMessage::text)
        .contains("answer 149")
        .doesNotContain("answer 0");
    assertThat(person.ends).containsEntry("history", PhaseState.DEGRADED);
  }

  @Test
  void answersWithoutHistoryWhereTheRuleIsToSkipIt() {
    conversation.ask("Who are you?");
    conversation.answer("A library.");
    conversation.failing = true;

    Listening person =
        send("And?", rule("history", new Rule(Duration.ofSeconds(20), WhenLate.SKIP)));

    assertThat(person.prepared().prompt().messages()).hasSize(1);
    assertThat(person.ends).containsEntry("history", PhaseState.FAILED);
  }

  @Test
  void stopsEverythingWhenItIsCancelled() {
    retrieval.hanging.add("embedding");
    Work work = preparation.take(question("What?"), null);
    await().until(() -> retrieval.calls.contains("embedding"));

    work.cancel();

    await().untilAsserted(() -> assertThat(retrieval.interrupted).containsExactly("embedding"));
    assertThat(retrieval.calls).doesNotContain("search");
  }

  @Test
  void searchesAgainWhenTheDocumentsHaveChangedSince() {
    Work work = preparation.take(question("What?"), null);
    await().until(() -> retrieval.calls.contains("reranking"));
    retrieval.current = false;
    retrieval.texts = List.of("new");

    Listening person = sent(work, "What?");

    assertThat(person.prepared().sources())
        .extracting(Source::documentId)
        .containsExactly("doc_new");
  }

  @Test
  void beginsForSomebodyWhoIsNotYetKnownButKeepsNothingForThem() {
    Work ahead = preparation.ahead(question("What?"), "127.0.0.1").orElseThrow();
    await().until(() -> retrieval.calls.contains("reranking"));

    assertThat(retrieval.kept).isEmpty();

    Work taken = preparation.take(question("What?"), ahead);
    assertThat(taken).isSameAs(ahead);
    assertThat(sent(taken, "What?").prepared().sources()).hasSize(3);
    await().untilAsserted(() -> assertThat(retrieval.kept).containsExactly("What?"));
    assertThat(retrieval.calls).containsOnlyOnce("search");
  }

  @Test
  void throwsAwayWhatWasBegunForSomebodyElse() {
    Question seeming =
        new Question(new Caller("other", "ada"), profile(USUAL), null, "What?", null);
    Work ahead = preparation.ahead(seeming, "127.0.0.1").orElseThrow();

    Work taken = preparation.take(question("What?"), ahead);

    assertThat(taken).isNotSameAs(ahead);
    sent(taken, "What?").prepared();
    await().untilAsserted(() -> assertThat(retrieval.kept).containsExactly("What?"));
  }

  @Test
  void doesNotBeginWithoutEndForAnAddressThatNobodyIsKnownAt() {
    Work first = preparation.ahead(question("One?"), "127.0.0.1").orElseThrow();
    assertThat(preparation.ahead(question("Two?"), "127.0.0.1")).isPresent();

    assertThat(preparation.ahead(question("Three?"), "127.0.0.1")).isEmpty();
    assertThat(preparation.ahead(question("Three?"), "127.0.0.2")).isPresent();
    first.cancel();
    assertThat(preparation.ahead(question("Three?"), "127.0.0.1")).isPresent();
  }

  @Test
  void anAnswerIsGoneOnWithAsItsPromptWas() {
    Listening asked = send("What is a chunk?");
    send("And what is a hedge?");
    Question goingOn = question("Continue.").goingOnWith("What is a chunk?", "A piece of");

    Listening person = new Listening();
    long now = System.nanoTime();
    preparation
        .take(goingOn, null)
        .send(new Sent("msg_1", "What is a chunk?", null, now, now), person, person::over);
    await().until(person::isOver);

    List<PromptMessage> before = asked.prepared().prompt().messages();
    List<PromptMessage> messages = person.prepared().prompt().messages();
    assertThat(messages.subList(0, before.size())).isEqualTo(before);
    assertThat(messages.get(before.size()))
        .isEqualTo(new PromptMessage(Role.ASSISTANT, "A piece of"));
    assertThat(messages).hasSize(before.size() + 2);
  }
}
