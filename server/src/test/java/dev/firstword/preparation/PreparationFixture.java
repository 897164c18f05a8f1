package dev.firstword.preparation;

import static org.awaitility.Awaitility.await;

import dev.firstword.conversation.History;
import dev.firstword.conversation.ListedConversation;
import dev.firstword.identity.Caller;
import dev.firstword.profile.Preparing;
import dev.firstword.profile.Preparing.Rule;
import dev.firstword.profile.Preparing.WhenLate;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** Preparations over a conversation and documents that a test has in its hands. */
abstract class PreparationFixture {

  static final Caller ADA = ListedConversation.OWNER;

  /** The usual rules, with patience for a busy machine. */
  static final Preparing USUAL =
      Preparing.DEFAULTS.with(
          Map.of(
              "history", new Rule(Duration.ofSeconds(20), WhenLate.DEGRADE),
              "embedding", new Rule(Duration.ofSeconds(20), WhenLate.DEGRADE),
              "search", new Rule(Duration.ofSeconds(20), WhenLate.SKIP),
              "reranking", new Rule(Duration.ofSeconds(20), WhenLate.DEGRADE)),
          5);

  final ListedConversation conversation = new ListedConversation();
  final FakeRetrieval retrieval = new FakeRetrieval();
  final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  final Lab lab = new Lab(true, Lab.State.NONE);
  final Preparation preparation =
      new Preparation(
          new History(conversation), retrieval, lab, virtualThreads, System::nanoTime, 2);

  @AfterEach
  void stop() {
    virtualThreads.shutdownNow();
  }

  Listening send(String message) {
    return send(message, USUAL);
  }

  Listening send(String message, Preparing preparing) {
    Question question = new Question(ADA, profile(preparing), ListedConversation.ID, message, null);
    return sent(preparation.take(question, null), message);
  }

  Listening sent(Work work, String message) {
    Listening person = new Listening();
    String id = conversation.ask(message);
    long now = System.nanoTime();
    work.send(new Sent(id, message, conversation.positionOf(id), now, now), person, person::over);
    await().until(person::isOver);
    return person;
  }

  static Question question(String message) {
    return new Question(ADA, profile(USUAL), ListedConversation.ID, message, null);
  }

  static Preparing rule(String phase, Rule rule) {
    return USUAL.with(Map.of(phase, rule), 5);
  }

  static Profile profile(Preparing preparing) {
    Profile chat = Profiles.standardChat();
    return new Profile(
        chat.name(),
        chat.title(),
        chat.system(),
        true,
        null,
        chat.maxTokens(),
        chat.historyTokens(),
        chat.labels(),
        preparing,
        chat.patience(),
        chat.limits());
  }
}
