package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary with a synchronous standby, both in the address. */
@Tag("slow")
final class PostgresqlFailoverTest {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final String FIRST = "id: 1\ndata: {}\n\n";
  private static final String SECOND = "id: 2\ndata: {}\n\n";

  @Test
  void goesOnWithAPromotedStandby(@TempDir Path folder) throws Exception {
    try (PostgresqlReplication servers = PostgresqlReplication.start(folder);
        PostgresqlStorage storage = PostgresqlStorage.open(servers.settings())) {
      TurnIdentity turn = new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", ADA);
      storage.turns().insert(NewTurn.of(turn, "chat", true, "Hello", "node_1", 1));
      storage.turns().save("node_1", List.of(progress(turn, 0, FIRST)));

      servers.killPrimary();
      servers.promoteStandby();

      await()
          .atMost(Duration.ofSeconds(15))
          .ignoreExceptionsInstanceOf(ProblemException.class)
          .untilAsserted(() ->
              assertThat(
                      storage
                          .turns()
                          .save("node_1", List.of(progress(turn, FIRST.length(), SECOND))))
                  .isEmpty());
      StoredTurn stored = storage.turns().find(ADA, "turn_1").orElseThrow();
      assertThat(new String(stored.log().view().toBytes(), UTF_8)).isEqualTo(FIRST + SECOND);
    }
  }

  /** The address of a standby alone is a mistake that every write would run into. */
  @Test
  void findsThePrimaryWhereverItIsInTheAddress(@TempDir Path folder) throws Exception {
    try (PostgresqlReplication servers = PostgresqlReplication.start(folder)) {
      ConnectionSettings standbyFirst = servers.settingsWithStandbyFirst();

      try (PostgresqlStorage storage = PostgresqlStorage.open(standbyFirst)) {
        assertThat(storage.isWritable()).isTrue();
      }
    }
  }

  private static Progress progress(TurnIdentity turn, long offset, String text) {
    return new Progress(turn, offset, text.getBytes(UTF_8), TurnState.STREAMING, null);
  }
}
