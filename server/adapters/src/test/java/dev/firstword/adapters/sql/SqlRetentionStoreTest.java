package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.retention.RetentionScope;
import dev.firstword.core.retention.RetentionScope.OfProfile;
import dev.firstword.core.retention.RetentionScope.OfTenant;
import dev.firstword.core.retention.RetentionScope.Others;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is deleted for each scope, in both databases. */
@Tag("slow")
final class SqlRetentionStoreTest {

  private static final RetentionScope EVERYTHING = new Others(Set.of(), Set.of());

  /** A kind of database. */
  enum Kind {
    SQLITE,
    POSTGRESQL;

    Storage open() {
      return this == SQLITE
          ? SqliteStorage.inMemory()
          : PostgresqlStorage.open(PostgresqlTestServer.startOrReuse().freshDatabase());
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletesLogsOfTheScopeOnly(Kind kind) {
    try (Storage storage = kind.open()) {
      conversation(storage, "acme", "chat", 1_000, 2_000L);
      conversation(storage, "acme", "support", 1_000, 2_000L);
      conversation(storage, "globex", "chat", 1_000, 2_000L);
      conversation(storage, "globex", "proposal", 1_000, 2_000L);

      assertThat(storage.retention().deleteLogs(new OfTenant("globex"), 2_000)).isZero();
      assertThat(storage.retention().deleteLogs(new OfTenant("globex"), 2_001)).isEqualTo(2);
      assertThat(ids(storage, "turn_id", "turn_logs")).containsExactly("acme-chat", "acme-support");
      assertThat(storage.retention().deleteLogs(new OfProfile("support"), 2_001)).isOne();
      assertThat(ids(storage, "turn_id", "turn_logs")).containsExactly("acme-chat");
      assertThat(storage.retention().deleteLogs(EVERYTHING, 2_001)).isOne();
      assertThat(ids(storage, "id", "turns")).hasSize(4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sparesTenantsAndProfilesWithTimesOfTheirOwn(Kind kind) {
    try (Storage storage = kind.open()) {
      conversation(storage, "acme", "chat", 1_000, 2_000L);
      conversation(storage, "acme", "support", 1_000, 2_000L);
      conversation(storage, "globex", "chat", 1_000, 2_000L);
      RetentionScope others = new Others(Set.of("globex"), Set.of("support"));

      assertThat(storage.retention().deleteLogs(others, 2_001)).isOne();
      assertThat(storage.retention().deleteConversations(others, 1_001)).isOne();

      assertThat(ids(storage, "turn_id", "turn_logs"))
          .containsExactly("acme-support", "globex-chat");
      assertThat(ids(storage, "id", "conversations"))
          .containsExactly("acme-support", "globex-chat");
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletesIdleConversationsWithEverythingInThem(Kind kind) {
    try (Storage storage = kind.open()) {
      conversation(storage, "acme", "chat", 1_000, 2_000L);
      conversation(storage, "acme", "support", 1_001, 2_000L);

      assertThat(storage.retention().deleteConversations(EVERYTHING, 1_001)).isOne();

      assertThat(ids(storage, "id", "conversations")).containsExactly("acme-support");
      assertThat(ids(storage, "id", "turns")).containsExactly("acme-support");
      assertThat(ids(storage, "turn_id", "turn_logs")).containsExactly("acme-support");
      assertThat(ids(storage, "conversation_id", "messages")).containsExactly("acme-support");
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsConversationsWithARunningTurn(Kind kind) {
    try (Storage storage = kind.open()) {
      conversation(storage, "acme", "chat", 1_000, null);

      assertThat(storage.retention().deleteConversations(EVERYTHING, 9_000)).isZero();
      assertThat(storage.retention().deleteConversations(new OfTenant("acme"), 9_000)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletesConversationsOfAProfileAndOfATenant(Kind kind) {
    try (Storage storage = kind.open()) {
      conversation(storage, "acme", "chat", 1_000, 2_000L);
      conversation(storage, "acme", "support", 1_000, 2_000L);
      conversation(storage, "globex", "support", 1_000, 2_000L);

      assertThat(storage.retention().deleteConversations(new OfProfile("support"), 9_000))
          .isEqualTo(2);
      assertThat(ids(storage, "id", "conversations")).containsExactly("acme-chat");
      assertThat(storage.retention().deleteConversations(new OfTenant("acme"), 9_000)).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletesDocumentsByTheirAge(Kind kind) {
    try (Storage storage = kind.open()) {
      document(storage, "acme", "old", 1_000, "ready");
      document(storage, "acme", "new", 1_001, "ready");
      document(storage, "acme", "busy", 1_000, "processing");
      document(storage, "globex", "other", 1_000, "failed");
      RetentionScope others = new Others(Set.of("globex"), Set.of());

      assertThat(storage.retention().deleteDocuments(new OfProfile("chat"), 1_001)).isZero();
      assertThat(storage.retention().deleteDocuments(others, 1_001)).isOne();
      assertThat(ids(storage, "id", "documents WHERE state <> 'deleted'"))
          .containsExactly("busy", "new", "other");
      assertThat(storage.retention().deleteDocuments(new OfTenant("globex"), 1_001)).isOne();
      assertThat(storage.documents().list("globex", null, 10)).isEmpty();
    }
  }

  /** Inserts a conversation with a turn of a profile, whose ids are the tenant and the profile. */
  private static void conversation(
      Storage storage, String tenant, String profile, long updatedMs, @Nullable Long endedMs) {
    String id = tenant + "-" + profile;
    storage
        .database()
        .commit(handle -> {
          handle.execute(
              "INSERT INTO conversations (id, tenant, owner, title, created_at, updated_at)"
                  + " VALUES (?, ?, 'ada', '', 0, ?)",
              id,
              tenant,
              updatedMs);
          handle.execute(
              "INSERT INTO turns (id, tenant, owner, conversation_id, profile, user_message_id,"
                  + " assistant_message_id, state, started_at, ended_at)"
                  + " VALUES (?, ?, 'ada', ?, ?, 'u', 'a', 'done', 0, ?)",
              id,
              tenant,
              id,
              profile,
              endedMs);
          handle.execute(
              "INSERT INTO messages (id, conversation_id, position, author, text, state,"
                  + " created_at, turn_id) VALUES (?, ?, 1, 'user', 'Hello', 'complete', 0, ?)",
              id,
              id,
              id);
          return endedMs == null
              ? 0
              : handle.execute(
                  "INSERT INTO turn_logs (turn_id, ended_at, bytes) VALUES (?, ?, ?)",
                  id,
                  endedMs,
                  new byte[1]);
        });
  }

  private static void document(
      Storage storage, String tenant, String id, long createdMs, String state) {
    storage
        .database()
        .commit(handle ->
            handle.execute(
                "INSERT INTO documents (id, tenant, title, source, media_type, bytes, digest,"
                    + " state, created_at) VALUES (?, ?, '', '', 'text/plain', 0, ?, ?, ?)",
                id,
                tenant,
                id,
                state,
                createdMs));
  }

  private static List<String> ids(Storage storage, String column, String from) {
    return storage
        .database()
        .read(handle ->
            handle
                .select("SELECT " + column + " FROM " + from + " ORDER BY " + column)
                .mapTo(String.class)
                .list());
  }
}
