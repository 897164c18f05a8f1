package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.MediaDescription.Kind;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import java.util.List;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A database of an earlier release, with a conversation in it. */
final class EarlierDatabase {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final String SCRIPTS = "classpath:dev/firstword/adapters/sql/";

  /** The version that stores the logs of ended turns in another table. */
  private static final int COMPRESSED_LOGS = 7;

  private static final String LOG = "id: 1\ndata: {}\n\n";

  private EarlierDatabase() {}

  /** The versions of the schema before the latest one. */
  static IntStream versions() {
    return IntStream.range(1, Migration.LATEST_VERSION);
  }

  /** Creates a version of the schema, and one conversation of two messages and a turn. */
  static void create(int version, Jdbi jdbi, String url, @Nullable String user, String dialect) {
    Flyway.configure()
        .dataSource(url, user, user == null ? null : "")
        .locations(SCRIPTS + dialect, SCRIPTS + "common")
        .target(String.valueOf(version))
        .load()
        .migrate();
    jdbi.useHandle(handle -> {
      handle.execute("INSERT INTO conversations VALUES ('conv_1', 'acme', 'ada', 'Hi', 1, 1)");
      for (int position : List.of(1, 2)) {
        handle.execute(
            "INSERT INTO messages (id, conversation_id, position, author, text, state, created_at,"
                + " turn_id) VALUES (?, 'conv_1', ?, ?, ?, 'complete', 1, 'turn_0')",
            "msg_" + position,
            position,
            position == 1 ? "user" : "assistant",
            "text " + position);
      }
      handle.execute(
          "INSERT INTO turns (id, tenant, owner, conversation_id, profile, user_message_id,"
              + " assistant_message_id, state, started_at, ended_at) VALUES"
              + " ('turn_0', 'acme', 'ada', 'conv_1', 'chat', 'msg_1', 'msg_2', 'done', 1, 2)");
      handle.execute(
          "INSERT INTO "
              + (version < COMPRESSED_LOGS ? "turn_logs" : "turn_chunks")
              + " (turn_id, start, bytes) VALUES ('turn_0', 0, ?)",
          LOG.getBytes(UTF_8));
    });
  }

  /**
   * Asserts that the conversation and its turn are still there, and that it can have attachments
   * from now on.
   */
  static void assertIsUpgraded(Storage storage) {
    assertThat(storage.turns().find(ADA, "turn_0"))
        .hasValueSatisfying(
            turn -> assertThat(turn.log().view().toBytes()).asString().isEqualTo(LOG));
    byte[] content = "chart".getBytes(UTF_8);
    Attachment chart =
        new Attachment(
            new MediaDescription(Kind.IMAGE, "image/png", "a.png", "hash", content.length, 10),
            content);
    NewTurn turn =
        NewTurn.of(
                new TurnIdentity("turn_1", "conv_1", "msg_3", "msg_4", ADA),
                "chat",
                false,
                "And this?",
                "node_1",
                2)
            .withAttachments(List.of(chart));

    assertThat(storage.turns().insert(turn)).isEqualTo(new InsertOutcome.Inserted(3));

    List<Message> messages =
        storage.conversations().page(ADA, "conv_1", null, 10).orElseThrow().messages();
    assertThat(messages)
        .extracting(Message::text)
        .containsExactly("text 1", "text 2", "And this?", "");
    assertThat(messages).extracting(message -> message.parts().size()).containsExactly(0, 0, 2, 0);
    assertThat(storage.attachments().load(ADA, List.of("hash"))).containsOnlyKeys("hash");
  }
}
