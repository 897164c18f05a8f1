package dev.firstword.core.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.PreparationPolicy.PhaseRule;
import dev.firstword.core.profile.PreparationPolicy.TimeoutAction;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.relay.event.Source;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class PreparationTest extends PreparationFixture {

  private static final PhaseRule WAIT_RULE =
      new PhaseRule(Duration.ofSeconds(20), TimeoutAction.WAIT);

  @Test
  void combinesHistoryPassagesAndQuestion() {
    conversation.addQuestion("Who are you?");
    conversation.completeAnswer("A library.");

    RecordingPhaseListener listener = send("And what can you do?");

    assertThat(listener.prepared().prompt().messages())
        .extracting(PromptMessage::text)
        .startsWith("Who are you?", "A library.");
    assertThat(listener.lastPromptMessage())
        .containsSubsequence("[1] Title of third", "[2] Title of second", "And what can you do?");
    assertThat(listener.prepared().sources())
        .extracting(Source::documentId)
        .containsExactly("doc_third", "doc_second", "doc_first");
    assertThat(listener.ends.values()).containsOnly(PhaseState.FINISHED);
    assertThat(listener.started)
        .contains("auth", "history", "embedding", "search", "reranking", "prompt");
  }

  @Test
  void startsIndependentPhasesInParallel() {
    retrieval.gates.put("embedding", new CountDownLatch(1));
    conversation.gate = new CountDownLatch(1);

    PreparationTask task = preparation.take(request("What is a chunk?"), null);

    // Neither waits for the other: both have started and neither has ended.
    await().until(() -> retrieval.calls.contains("embedding") && conversation.waiting == 1);
    conversation.gate.countDown();
    retrieval.gates.get("embedding").countDown();
    assertThat(accept(task, "What is a chunk?").ends).containsKeys("history", "embedding");
  }

  @Test
  void runsPhasesSequentiallyWhenConfigured() {
    latencyInjector.update(new LatencyInjector.Settings(Map.of(), true));
    conversation.gate = new CountDownLatch(1);

    PreparationTask task = preparation.take(request("What is a chunk?"), null);

    await().until(() -> conversation.waiting == 1);
    assertThat(retrieval.calls).isEmpty();
    conversation.gate.countDown();
    accept(task, "What is a chunk?").prepared();
    assertThat(retrieval.calls).containsExactly("embedding", "search", "by meaning", "reranking");
  }

  @Test
  void skipsRetrievalWithoutDocuments() {
    retrieval.documents = false;

    RecordingPhaseListener listener = send("Hello");

    assertThat(listener.lastPromptMessage()).isEqualTo("Hello");
    assertThat(listener.started).doesNotContain("embedding", "search", "reranking");
  }

  @Test
  void searchesByWordsWhenTheEmbeddingModelFails() {
    retrieval.failing.add("embedding");

    RecordingPhaseListener listener = send("What is a chunk?");

    assertThat(listener.prepared().sources()).hasSize(3);
    assertThat(retrieval.calls).contains("by words");
    assertThat(listener.ends).containsEntry("embedding", PhaseState.DEGRADED);
  }

  @Test
  void interruptsALatePhaseAndContinuesWithoutIt() {
    retrieval.hanging.add("search");

    RecordingPhaseListener listener =
        send("What?", rule("search", new PhaseRule(Duration.ofMillis(1), TimeoutAction.SKIP)));

    assertThat(listener.lastPromptMessage()).isEqualTo("What?");
    assertThat(listener.ends).containsEntry("search", PhaseState.FAILED);
    await().untilAsserted(() -> assertThat(retrieval.interrupted).containsExactly("search"));
  }

  @Test
  void discardsTheResultOfALatePhase() {
    latencyInjector.update(
        new LatencyInjector.Settings(Map.of("search", Duration.ofSeconds(30)), false));

    RecordingPhaseListener listener =
        send("What?", rule("search", new PhaseRule(Duration.ofMillis(200), TimeoutAction.SKIP)));

    assertThat(listener.lastPromptMessage()).isEqualTo("What?");
    assertThat(listener.prepared().sources()).isEmpty();
  }

  @Test
  void keepsTheSearchOrderWhenTheRerankerFails() {
    retrieval.failing.add("reranking");

    RecordingPhaseListener listener = send("What is a chunk?");

    assertThat(listener.prepared().sources())
        .extracting(Source::documentId)
        .startsWith("doc_first", "doc_second");
    assertThat(listener.ends).containsEntry("reranking", PhaseState.DEGRADED);
  }

  @Test
  void failsWhenTheRuleIsToWait() {
    retrieval.failing.add("search");

    RecordingPhaseListener listener = send("What?", rule("search", WAIT_RULE));

    assertThatThrownBy(listener::prepared)
        .hasCauseInstanceOf(PreparationException.class)
        .hasMessageContaining("search failed");
  }

  @Test
  void usesTheHistoryThatWasReadInTime() {
    for (int i = 0; i < 150; i++) {
      conversation.addQuestion("question " + i);
      conversation.completeAnswer("answer " + i);
    }
    conversation.blocksAfterFirstPage = true;

    RecordingPhaseListener listener =
        send("And?", rule("history", new PhaseRule(Duration.ofSeconds(2), TimeoutAction.DEGRADE)));

    assertThat(listener.prepared().prompt().messages())
        .extracting(PromptMessage::text)
        .contains("answer 149")
        .doesNotContain("answer 0");
    assertThat(listener.ends).containsEntry("history", PhaseState.DEGRADED);
  }

  @Test
  void answersWithoutHistoryWhenTheRuleIsToSkip() {
    conversation.addQuestion("Who are you?");
    conversation.completeAnswer("A library.");
    conversation.failing = true;

    RecordingPhaseListener listener =
        send("And?", rule("history", new PhaseRule(Duration.ofSeconds(20), TimeoutAction.SKIP)));

    assertThat(listener.prepared().prompt().messages()).hasSize(1);
    assertThat(listener.ends).containsEntry("history", PhaseState.FAILED);
  }

  @Test
  void cancellingStopsAllPhases() {
    retrieval.hanging.add("embedding");
    PreparationTask task = preparation.take(request("What?"), null);
    await().until(() -> retrieval.calls.contains("embedding"));

    task.cancel();

    await().untilAsserted(() -> assertThat(retrieval.interrupted).containsExactly("embedding"));
    assertThat(retrieval.calls).doesNotContain("search");
  }

  @Test
  void searchesAgainWhenTheDocumentsHaveChangedSince() {
    PreparationTask task = preparation.take(request("What?"), null);
    await().until(() -> retrieval.calls.contains("reranking"));
    retrieval.current = false;
    retrieval.texts = List.of("new");

    RecordingPhaseListener listener = accept(task, "What?");

    assertThat(listener.prepared().sources())
        .extracting(Source::documentId)
        .containsExactly("doc_new");
  }

  @Test
  void startsBeforeAuthenticationButCachesNothing() {
    PreparationTask unauthenticated =
        preparation.prepareUnauthenticated(request("What?"), "127.0.0.1").orElseThrow();
    await().until(() -> retrieval.calls.contains("reranking"));

    assertThat(retrieval.cached).isEmpty();

    PreparationTask taken = preparation.take(request("What?"), unauthenticated);
    assertThat(taken).isSameAs(unauthenticated);
    assertThat(accept(taken, "What?").prepared().sources()).hasSize(3);
    await().untilAsserted(() -> assertThat(retrieval.cached).containsExactly("What?"));
    assertThat(retrieval.calls).containsOnlyOnce("search");
  }

  @Test
  void discardsWorkStartedForAnotherCaller() {
    PreparationRequest otherCaller =
        new PreparationRequest(new Caller("other", "ada"), profile(LENIENT), null, "What?", null);
    PreparationTask unauthenticated =
        preparation.prepareUnauthenticated(otherCaller, "127.0.0.1").orElseThrow();

    PreparationTask taken = preparation.take(request("What?"), unauthenticated);

    assertThat(taken).isNotSameAs(unauthenticated);
    accept(taken, "What?").prepared();
    await().untilAsserted(() -> assertThat(retrieval.cached).containsExactly("What?"));
  }

  @Test
  void limitsUnauthenticatedWorkPerAddress() {
    PreparationTask first =
        preparation.prepareUnauthenticated(request("One?"), "127.0.0.1").orElseThrow();
    assertThat(preparation.prepareUnauthenticated(request("Two?"), "127.0.0.1")).isPresent();

    assertThat(preparation.prepareUnauthenticated(request("Three?"), "127.0.0.1")).isEmpty();
    assertThat(preparation.prepareUnauthenticated(request("Three?"), "127.0.0.2")).isPresent();
    first.cancel();
    assertThat(preparation.prepareUnauthenticated(request("Three?"), "127.0.0.1")).isPresent();
  }

  @Test
  void aContinuationRepeatsTheOriginalPrompt() throws Exception {
    RecordingPhaseListener asked = send("What is a chunk?");
    send("And what is a hedge?");
    PreparationRequest continuation =
        request("Continue.").continuing("What is a chunk?", List.of(), "A piece of", List.of());

    RecordingPhaseListener listener = new RecordingPhaseListener();
    long now = System.nanoTime();
    PreparedPrompt continued =
        preparation
            .take(continuation, null)
            .prepare(
                AcceptedMessage.of(
                    "msg_1", "What is a chunk?", List.of(), null, now, now, _ -> true),
                listener);

    List<PromptMessage> before = asked.prepared().prompt().messages();
    List<PromptMessage> messages = continued.prompt().messages();
    assertThat(messages.subList(0, before.size())).isEqualTo(before);
    assertThat(messages.get(before.size()))
        .isEqualTo(new PromptMessage(Role.ASSISTANT, "A piece of"));
    assertThat(messages).hasSize(before.size() + 2);
  }
}
