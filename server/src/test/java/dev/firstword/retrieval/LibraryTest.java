package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.protocol.RefusedException;
import dev.firstword.retrieval.Document.State;
import dev.firstword.retrieval.Library.Addition;
import dev.firstword.retrieval.Library.Limits;
import dev.firstword.storage.SqliteStorage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LibraryTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final SqliteStorage storage = SqliteStorage.inMemory();
  private final WordVectors model = new WordVectors("small");
  private final List<String> caughtUp = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void whoAddsADocumentGetsItReady() {
    try (Library library = library(new Limits(10, 2, LONG))) {
      library.start();

      Document document = library.add(addition("acme", "Vacation is 25 days."));

      assertThat(document.state()).isEqualTo(State.READY);
      assertThat(document.embeddedBy()).isEqualTo("small");
      assertThat(library.find("acme", document.id())).contains(document);
      assertThat(library.list("acme", null, 10)).containsExactly(document);
      assertThat(caughtUp).containsExactly("acme");
    }
  }

  @Test
  void theSameDocumentIsTakenInOnce() {
    try (Library library = library(new Limits(10, 2, LONG))) {
      library.start();
      Document first = library.add(addition("acme", "Vacation is 25 days."));

      assertThat(library.add(addition("acme", "Vacation is 25 days."))).isEqualTo(first);
      assertThat(library.add(addition("acme", "Vacation is 26 days.")).id())
          .isNotEqualTo(first.id());
      assertThat(library.add(addition("other", "Vacation is 25 days.")).id())
          .isNotEqualTo(first.id());
    }
  }

  @Test
  void nobodyWaitsLongerThanPatienceLasts() {
    CountDownLatch released = new CountDownLatch(1);
    model.before(_ -> await(released));
    try (Library library = library(new Limits(10, 2, Duration.ofMillis(1)))) {
      library.start();

      Document document = library.add(addition("acme", "Vacation is 25 days."));
      assertThat(document.state()).isEqualTo(State.PROCESSING);

      released.countDown();
      Awaitility.await()
          .until(() -> library.find("acme", document.id()).orElseThrow().state() == State.READY);
    }
  }

  @Test
  void onlySoManyOfATenantWaitToBeMadeReady() {
    try (Library library = library(new Limits(2, 1, Duration.ZERO))) {
      library.add(addition("acme", "One."));
      library.add(addition("acme", "Two."));

      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> library.add(addition("acme", "Three.")))
          .satisfies(refused -> assertThat(refused.problem().status()).isEqualTo(429));
      assertThat(library.add(addition("other", "One.")).state()).isEqualTo(State.PROCESSING);
    }
  }

  @Test
  void takesUpWhatWasLeftBehind() {
    Document left;
    try (Library before = library(new Limits(10, 1, Duration.ZERO))) {
      left = before.add(addition("acme", "One."));
    }

    try (Library after = library(Limits.DEFAULTS)) {
      after.start();

      Awaitility.await()
          .until(() -> after.find("acme", left.id()).orElseThrow().state() == State.READY);
    }
  }

  private Library library(Limits limits) {
    return new Library(
        storage.documents(),
        model,
        (tenant, _) -> caughtUp.add(tenant),
        limits,
        InstantSource.system());
  }

  private static Addition addition(String tenant, String text) {
    return new Addition(tenant, "", "", MediaType.TEXT, text.getBytes(UTF_8));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RetrievalException("interrupted");
    }
  }
}
