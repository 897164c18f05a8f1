package dev.firstword.adapters.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.userdata.UserDataStore.ExportPage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** Reads everything that is stored of a user, as JSON lines, part by part. */
final class SqlUserExport {

  /** A part ends after the record that exceeds this. */
  private static final int PART_BYTES = 1 << 20;

  private static final int IDS_PER_QUERY = 100;

  /** Parts of a message that are the provider's, and that no user of the API sees. */
  private static final Set<String> HIDDEN_PARTS = Set.of("thought", "provider_block");

  private static final JsonMapper JSON = new JsonMapper();

  private final Database database;
  private final TurnStore turns;

  SqlUserExport(Database database, TurnStore turns) {
    this.database = database;
    this.turns = turns;
  }

  /** The kinds of records, in the order in which they are exported. */
  private enum Kind {
    CONVERSATION(
        "SELECT id AS key FROM conversations WHERE tenant = :tenant AND owner = :owner",
        "SELECT id, title, created_at, updated_at FROM conversations WHERE id = :key"),
    MESSAGE(
        "SELECT messages.id AS key FROM messages JOIN conversations"
            + " ON conversations.id = messages.conversation_id"
            + " WHERE conversations.tenant = :tenant AND conversations.owner = :owner",
        "SELECT id, conversation_id, turn_id, author AS role, text, state, created_at, sources,"
            + " parts FROM messages WHERE id = :key"),
    TURN(
        "SELECT turns.id AS key FROM turns JOIN conversations"
            + " ON conversations.id = turns.conversation_id"
            + " WHERE conversations.tenant = :tenant AND conversations.owner = :owner",
        "SELECT id, conversation_id, profile, state, started_at, ended_at FROM turns"
            + " WHERE id = :key"),
    ATTACHMENT(
        "SELECT DISTINCT link.sha256 AS key FROM conversation_attachments link JOIN conversations"
            + " ON conversations.id = link.conversation_id"
            + " WHERE conversations.tenant = :tenant AND conversations.owner = :owner",
        "SELECT sha256, (SELECT min(media_type) FROM conversation_attachments link"
            + " WHERE link.tenant = attachments.tenant AND link.sha256 = attachments.sha256)"
            + " AS media_type, content FROM attachments WHERE tenant = :tenant AND sha256 = :key"),
    DOCUMENT(
        "SELECT document_id AS key FROM document_owners WHERE tenant = :tenant AND owner = :owner",
        "SELECT id, title, source, media_type, state, created_at, content FROM documents"
            + " LEFT JOIN document_contents ON document_id = id WHERE id = :key"),
    JOB(
        "SELECT id AS key FROM jobs WHERE tenant = :tenant AND owner = :owner",
        "SELECT jobs.id, conversation_id, turn_id, request, webhook_url, created_at, ended_at,"
            + " webhooks.state AS webhook_state, webhooks.last_status AS webhook_last_status,"
            + " webhooks.payload AS webhook_payload FROM jobs"
            + " LEFT JOIN webhooks ON webhooks.job_id = jobs.id WHERE jobs.id = :key"),
    API_KEY(
        "SELECT id AS key FROM api_keys WHERE tenant = :tenant AND owner = :owner",
        "SELECT id, role, name, created_at, expires_at, revoked_at FROM api_keys WHERE id = :key");

    static final List<Kind> ORDER = List.of(values());

    final String keysSql;
    final String recordSql;

    Kind(String keysSql, String recordSql) {
      this.keysSql =
          "SELECT key FROM (" + keysSql + ") found WHERE key > :after ORDER BY key LIMIT :limit";
      this.recordSql = recordSql;
    }

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Kind> ofWireName(String name) {
      return Arrays.stream(values()).filter(kind -> kind.wireName().equals(name)).findFirst();
    }
  }

  /** Where a part begins: after the record of this kind and key. */
  private record Position(Kind kind, String key) {

    static Position parse(@Nullable String text) {
      if (text == null) {
        return new Position(Kind.CONVERSATION, "");
      }
      int colon = text.indexOf(':');
      return Kind.ofWireName(text.substring(0, Math.max(0, colon)))
          .map(kind -> new Position(kind, text.substring(colon + 1)))
          .orElseThrow(() ->
              new ProblemException(
                  Problem.malformed(
                      "The parameter \"after\" must be the one that the part before names.")));
    }

    @Override
    public String toString() {
      return kind.wireName() + ":" + key;
    }
  }

  ExportPage export(Caller caller, @Nullable String after) {
    Position position = Position.parse(after);
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    while (true) {
      List<String> keys = keys(caller, position);
      for (String key : keys) {
        position = new Position(position.kind, key);
        Position current = position;
        database
            .<Optional<ObjectNode>>read(handle -> record(handle, caller, current))
            .ifPresent(record -> lines.writeBytes(line(record)));
        if (lines.size() >= PART_BYTES) {
          return new ExportPage(lines.toByteArray(), position.toString());
        }
      }
      if (keys.size() < IDS_PER_QUERY) {
        int next = Kind.ORDER.indexOf(position.kind) + 1;
        if (next == Kind.ORDER.size()) {
          return new ExportPage(lines.toByteArray(), null);
        }
        position = new Position(Kind.ORDER.get(next), "");
      }
    }
  }

  private List<String> keys(Caller caller, Position position) {
    return database.read(handle ->
        handle
            .createQuery(position.kind.keysSql)
            .bind("tenant", caller.tenant())
            .bind("owner", caller.user())
            .bind("after", position.key)
            .bind("limit", IDS_PER_QUERY)
            .mapTo(String.class)
            .list());
  }

  /** Returns a record; empty if it was deleted meanwhile. */
  private Optional<ObjectNode> record(Handle handle, Caller caller, Position position) {
    return handle
        .createQuery(position.kind.recordSql)
        .bindMap(Map.of("tenant", caller.tenant(), "key", position.key))
        .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
        .mapToMap()
        .findFirst()
        .map(row -> {
          ObjectNode record = JSON.createObjectNode().put("type", position.kind.wireName());
          row.forEach((column, value) -> put(record, column, value));
          addDetails(handle, caller, position, record);
          return record;
        });
  }

  private void addDetails(Handle handle, Caller caller, Position position, ObjectNode record) {
    switch (position.kind) {
      case TURN ->
          turns
              .find(caller, position.key)
              .ifPresent(turn ->
                  record.put(
                      "log", new String(turn.log().view().toBytes(), StandardCharsets.UTF_8)));
      case DOCUMENT ->
          record.set(
              "passages",
              JSON.valueToTree(
                  handle
                      .select(
                          "SELECT heading, text FROM document_chunks WHERE document_id = ?"
                              + " ORDER BY position",
                          position.key)
                      .mapToMap()
                      .list()));
      case CONVERSATION, MESSAGE, ATTACHMENT, JOB, API_KEY -> {}
    }
  }

  private static void put(ObjectNode record, String column, @Nullable Object value) {
    switch (value) {
      case null -> {}
      case byte[] bytes -> record.put(column + "_base64", bytes);
      case Number time when column.endsWith("_at") ->
          record.put(column, Instant.ofEpochMilli(time.longValue()).toString());
      case Number number -> record.put(column, number.longValue());
      default -> {
        String text = value.toString();
        switch (column) {
          case "parts" -> record.set(column, visibleParts(text));
          case "sources", "request", "webhook_payload" -> record.set(column, json(text));
          default -> record.put(column, text);
        }
      }
    }
  }

  private static JsonNode visibleParts(String parts) {
    ArrayNode visible = JSON.createArrayNode();
    for (JsonNode part : json(parts)) {
      if (!HIDDEN_PARTS.contains(part.path("type").asText())) {
        visible.add(part);
      }
    }
    return visible;
  }

  /**
   * Returns the JSON that a column holds; the text itself if it holds none, as after a delivery.
   */
  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException _) {
      return JSON.getNodeFactory().textNode(text);
    }
  }

  private static byte[] line(ObjectNode record) {
    return (record + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
