package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SQLite database that has no room left, as on a full disk: SQLite reports the same error. */
final class FullDiskTest {

  private static final Caller ADA = new Caller("acme", "ada");

  private SqliteStorage storage;

  @BeforeEach
  void open(@TempDir Path folder) {
    storage = SqliteStorage.open(folder);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void asksToTryAgainLaterAndKnowsThatItFails() {
    assertThat(insert(1, "small")).isInstanceOf(InsertOutcome.Inserted.class);
    limitPages(1); // SQLite raises this to the pages in use.

    assertThatThrownBy(() -> fill())
        .isInstanceOf(ProblemException.class)
        .satisfies(
            failure -> assertThat(((ProblemException) failure).problem().status()).isEqualTo(503));

    assertThat(storage.database().availability().isFailing()).isTrue();
  }

  @Test
  void goesOnOnceThereIsRoom() {
    limitPages(1);
    assertThatThrownBy(() -> fill()).isInstanceOf(ProblemException.class);

    // The limit is one of the connection, which was replaced after the failure: there is room
    // again.
    assertThat(storage.isWritable()).isTrue();
    assertThat(insert(5_000, "x")).isInstanceOf(InsertOutcome.Inserted.class);
  }

  @Test
  void aCallerThatGivesUpWaitingIsNoFailure() {
    Availability availability = new Availability();

    availability.recordFailure(new IllegalStateException(new InterruptedException()));
    assertThat(availability.isFailing()).isFalse();

    availability.recordFailure(new IllegalStateException("no space left"));
    assertThat(availability.isFailing()).isTrue();
  }

  private void fill() {
    for (int i = 10; i < 200; i++) {
      insert(i, "x".repeat(50_000));
    }
  }

  private InsertOutcome insert(int number, String text) {
    TurnIdentity identity =
        new TurnIdentity(
            "turn_" + number, "conv_" + number, "msg_a" + number, "msg_b" + number, ADA);
    return storage.turns().insert(NewTurn.of(identity, "chat", true, text, "node_1", 1));
  }

  private void limitPages(long pages) {
    storage
        .database()
        .commit(handle ->
            handle.createQuery("PRAGMA max_page_count = " + pages).mapTo(Long.class).one());
  }
}
