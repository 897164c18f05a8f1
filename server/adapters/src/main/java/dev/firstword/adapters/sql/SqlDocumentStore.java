package dev.firstword.adapters.sql;

import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.Document;
import dev.firstword.retrieval.document.Document.State;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.document.MediaType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Documents in a database. */
final class SqlDocumentStore implements DocumentStore {

  private static final String SELECT =
      "SELECT id, title, source, media_type, bytes, state, passages, embedded_by, failure,"
          + " created_at FROM documents WHERE tenant = ? AND state <> 'deleted' ";

  private final Database database;
  private final DocumentVersions versions;

  SqlDocumentStore(Database database) {
    this.database = database;
    this.versions = new DocumentVersions(database);
  }

  @Override
  public AddResult add(NewDocument document) {
    return database.commit(handle -> {
      int inserted =
          handle.execute(
              "INSERT INTO documents (id, tenant, title, source, media_type, bytes, digest, state,"
                  + " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'processing', ?)"
                  + " ON CONFLICT DO NOTHING",
              document.id(),
              document.tenant(),
              document.title(),
              document.source(),
              document.mediaType().wireName(),
              document.content().length,
              document.digest(),
              document.createdAtMs());
      if (inserted == 0) {
        Document earlier = findDuplicate(handle, document);
        addOwner(handle, earlier.id(), document);
        return new AddResult(earlier, false);
      }
      addOwner(handle, document.id(), document);
      handle.execute(
          "INSERT INTO document_contents (document_id, content) VALUES (?, ?)",
          document.id(),
          document.content());
      return new AddResult(find(handle, document.tenant(), document.id()).orElseThrow(), true);
    });
  }

  private static void addOwner(Handle handle, String documentId, NewDocument upload) {
    handle.execute(
        "INSERT INTO document_owners (document_id, tenant, owner) VALUES (?, ?, ?)"
            + " ON CONFLICT DO NOTHING",
        documentId,
        upload.tenant(),
        upload.owner());
  }

  private static Document findDuplicate(Handle handle, NewDocument document) {
    return handle
        .select(
            SELECT + "AND digest = ? AND state IN ('processing', 'ready')",
            document.tenant(),
            document.digest())
        .map((row, _) -> document(row))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("the duplicate document was deleted concurrently"));
  }

  @Override
  public Optional<Document> find(String tenant, String documentId) {
    return database.read(handle -> find(handle, tenant, documentId));
  }

  private static Optional<Document> find(Handle handle, String tenant, String documentId) {
    return handle
        .select(SELECT + "AND id = ?", tenant, documentId)
        .map((row, _) -> document(row))
        .findFirst();
  }

  @Override
  public List<Document> list(String tenant, @Nullable String before, int limit) {
    String older =
        before == null
            ? ""
            : "AND (created_at, id) < (SELECT created_at, id FROM documents"
                + " WHERE id = :before AND tenant = :tenant) ";
    return database.read(handle ->
        handle
            .createQuery(
                SELECT.replace("?", ":tenant")
                    + older
                    + "ORDER BY created_at DESC, id DESC LIMIT :limit")
            .bind("tenant", tenant)
            .bind("limit", limit)
            .bindMap(before == null ? Map.of() : Map.of("before", before))
            .map((row, _) -> document(row))
            .list());
  }

  @Override
  public boolean delete(String tenant, String documentId) {
    AtomicReference<DocumentVersions.@Nullable TenantVersion> changed = new AtomicReference<>();
    boolean done =
        database.commit(handle -> {
          int deleted =
              handle.execute(
                  "UPDATE documents SET state = 'deleted', title = '', source = '', digest = '',"
                      + " failure = NULL, bytes = 0, passages = 0"
                      + " WHERE id = ? AND tenant = ? AND state <> 'deleted'",
                  documentId,
                  tenant);
          if (deleted == 0) {
            return false;
          }
          handle.execute("DELETE FROM document_contents WHERE document_id = ?", documentId);
          handle.execute("DELETE FROM document_chunks WHERE document_id = ?", documentId);
          handle.execute("DELETE FROM document_owners WHERE document_id = ?", documentId);
          changed.set(versions.increment(handle, documentId));
          return true;
        });
    versions.updateCache(changed.get());
    return done;
  }

  @Override
  public int deleteUploadsOf(String tenant, String owner) {
    List<String> lastUploads =
        database.read(handle ->
            handle
                .select(
                    "SELECT document_id FROM document_owners mine WHERE tenant = ? AND owner = ?"
                        + " AND NOT EXISTS (SELECT 1 FROM document_owners other"
                        + " WHERE other.document_id = mine.document_id"
                        + " AND other.owner <> mine.owner)",
                    tenant,
                    owner)
                .mapTo(String.class)
                .list());
    int deleted = 0;
    for (String documentId : lastUploads) {
      deleted += delete(tenant, documentId) ? 1 : 0;
    }
    database.commit(handle ->
        handle.execute(
            "DELETE FROM document_owners WHERE tenant = ? AND owner = ?", tenant, owner));
    return deleted;
  }

  @Override
  public int countProcessing(String tenant) {
    return database.read(handle ->
        handle
            .select(
                "SELECT count(*) FROM documents WHERE tenant = ? AND state = 'processing'", tenant)
            .mapTo(Integer.class)
            .one());
  }

  /** The outer condition is re-evaluated after a concurrent claim by another node commits. */
  @Override
  public Optional<ClaimedDocument> claim(
      long nowMs, long untilMs, @Nullable String model, Set<String> exceptTenants) {
    String needsWork =
        model == null
            ? "state = 'processing'"
            : "(state = 'processing' OR (state = 'ready' AND embedded_by <> :model))";
    return database.commit(handle ->
        handle
            .createQuery(
                "UPDATE documents SET claimed_until = :until WHERE claimed_until <= :now AND "
                    + needsWork
                    + " AND id = (SELECT id FROM documents WHERE claimed_until <= :now AND "
                    + needsWork
                    + " AND tenant NOT IN (<tenants>) ORDER BY state, created_at, id LIMIT 1)"
                    + " RETURNING tenant, id, title, media_type, bytes, state, attempts")
            .bind("until", untilMs)
            .bind("now", nowMs)
            // SQL has no empty list; no tenant has an empty name.
            .bindList("tenants", exceptTenants.isEmpty() ? Set.of("") : exceptTenants)
            .bindMap(model == null ? Map.of() : Map.of("model", model))
            .map((row, _) ->
                new ClaimedDocument(
                    row.getString("tenant"),
                    row.getString("id"),
                    row.getString("title"),
                    mediaType(row),
                    row.getLong("bytes"),
                    row.getString("state").equals("ready"),
                    row.getInt("attempts")))
            .findFirst());
  }

  @Override
  public void extendClaim(String documentId, long untilMs) {
    database.commit(handle ->
        handle.execute("UPDATE documents SET claimed_until = ? WHERE id = ?", untilMs, documentId));
  }

  @Override
  public void beginReading(String documentId) {
    database.commit(handle ->
        handle.execute("UPDATE documents SET attempts = attempts + 1 WHERE id = ?", documentId));
  }

  @Override
  public void cancelReading(String documentId) {
    database.commit(handle ->
        handle.execute("UPDATE documents SET attempts = attempts - 1 WHERE id = ?", documentId));
  }

  @Override
  public void postpone(String documentId, long untilMs) {
    database.commit(handle ->
        handle.execute(
            "UPDATE documents SET claimed_until = ?, attempts = attempts + 1 WHERE id = ?",
            untilMs,
            documentId));
  }

  @Override
  public Optional<byte[]> content(String documentId) {
    return database.read(handle ->
        handle
            .select("SELECT content FROM document_contents WHERE document_id = ?", documentId)
            .mapTo(byte[].class)
            .findFirst());
  }

  @Override
  public void setTitleIfMissing(String documentId, String title) {
    database.commit(handle ->
        handle.execute(
            "UPDATE documents SET title = ?"
                + " WHERE id = ? AND title = '' AND state = 'processing'",
            title,
            documentId));
  }

  @Override
  public void saveChunks(String documentId, List<Chunk> chunks) {
    database.commit(handle -> {
      int kept =
          handle.execute(
              "UPDATE documents SET passages = ?, attempts = 0 WHERE id = ? AND state <> 'deleted'",
              chunks.size(),
              documentId);
      if (kept == 0) {
        return false;
      }
      handle.execute("DELETE FROM document_chunks WHERE document_id = ?", documentId);
      try (PreparedBatch batch =
          handle.prepareBatch(
              "INSERT INTO document_chunks (document_id, position, heading, text)"
                  + " VALUES (?, ?, ?, ?)")) {
        chunks.forEach(
            chunk -> batch.add(documentId, chunk.position(), chunk.heading(), chunk.text()));
        batch.execute();
      }
      return true;
    });
  }

  @Override
  public List<Chunk> chunks(String documentId, @Nullable String model) {
    return database.read(handle ->
        handle
            .select(
                "SELECT position, heading, text, CASE WHEN model = ? THEN vector END AS vector"
                    + " FROM document_chunks WHERE document_id = ? ORDER BY position",
                model == null ? "" : model,
                documentId)
            .map((row, _) ->
                new Chunk(
                    row.getInt("position"),
                    row.getString("heading"),
                    row.getString("text"),
                    vector(row.getBytes("vector"))))
            .list());
  }

  @Override
  public void saveVectors(
      String documentId, String model, int firstPosition, List<float[]> vectors) {
    database.commit(handle -> {
      try (PreparedBatch batch =
          handle.prepareBatch(
              "UPDATE document_chunks SET model = ?, vector = ?"
                  + " WHERE document_id = ? AND position = ?")) {
        for (int i = 0; i < vectors.size(); i++) {
          batch.add(model, bytes(vectors.get(i)), documentId, firstPosition + i);
        }
        return batch.execute().length;
      }
    });
  }

  private static byte[] bytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  private static float @Nullable [] vector(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }

  @Override
  public boolean markReady(String documentId, @Nullable String model) {
    String by = Objects.requireNonNullElse(model, "");
    AtomicReference<DocumentVersions.@Nullable TenantVersion> changed = new AtomicReference<>();
    boolean isReady =
        database.commit(handle -> {
          int rows =
              handle.execute(
                  "UPDATE documents SET state = 'ready', embedded_by = ?,"
                      + " attempts = CASE WHEN embedded_by = ? THEN attempts ELSE 0 END"
                      + " WHERE id = ? AND (state = 'processing'"
                      + " OR (state = 'ready' AND embedded_by <> ?))",
                  by,
                  by,
                  documentId,
                  by);
          if (rows == 1) {
            changed.set(versions.increment(handle, documentId));
            return true;
          }
          return handle
              .select("SELECT 1 FROM documents WHERE id = ? AND state = 'ready'", documentId)
              .mapTo(Integer.class)
              .findFirst()
              .isPresent();
        });
    versions.updateCache(changed.get());
    return isReady;
  }

  @Override
  public void markFailed(String documentId, String why) {
    database.commit(handle ->
        handle.execute(
            "UPDATE documents SET state = 'failed', failure = ?"
                + " WHERE id = ? AND state = 'processing'",
            why,
            documentId));
  }

  @Override
  public long version(String tenant) {
    return versions.current(tenant);
  }

  @Override
  public List<DocumentChange> changesAfter(String tenant, long version, int limit) {
    List<DocumentChange> changes =
        database.read(handle ->
            handle
                .select(
                    "SELECT version, id, title, source, state FROM documents"
                        + " WHERE tenant = ? AND version > ? ORDER BY version LIMIT ?",
                    tenant,
                    version,
                    limit)
                .map((row, _) ->
                    new DocumentChange(
                        row.getLong("version"),
                        row.getString("id"),
                        row.getString("title"),
                        row.getString("source"),
                        row.getString("state").equals("deleted")))
                .list());
    // After seeing a change, a caller must never see an older version.
    changes.forEach(change ->
        versions.updateCache(new DocumentVersions.TenantVersion(tenant, change.version())));
    return changes;
  }

  private static Document document(ResultSet row) throws SQLException {
    String embeddedBy = row.getString("embedded_by");
    return new Document(
        row.getString("id"),
        row.getString("title"),
        row.getString("source"),
        mediaType(row),
        row.getLong("bytes"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getInt("passages"),
        embeddedBy.isEmpty() ? null : embeddedBy,
        row.getString("failure"),
        row.getLong("created_at"));
  }

  private static MediaType mediaType(ResultSet row) throws SQLException {
    String name = row.getString("media_type");
    return MediaType.ofWireName(name)
        .orElseThrow(
            () -> new IllegalStateException("a document has the unknown media type " + name));
  }
}
