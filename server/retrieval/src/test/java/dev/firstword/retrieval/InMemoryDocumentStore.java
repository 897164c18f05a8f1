package dev.firstword.retrieval;

import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.Document;
import dev.firstword.retrieval.document.DocumentStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A document store in memory. */
public final class InMemoryDocumentStore implements DocumentStore {

  /** A document with its chunks and state. */
  private static final class Row {
    final NewDocument document;
    Document.State state = Document.State.PROCESSING;
    List<Chunk> chunks = List.of();

    /** The model of each saved vector, by position; vectors saved with chunks fit any model. */
    final Map<Integer, String> vectorModels = new HashMap<>();

    final Set<String> owners = new HashSet<>();
    String title;
    @Nullable String embeddedBy;
    @Nullable String failure;
    long claimedUntilMs;
    int attempts;
    boolean deleted;

    /** The tenant's version when the document became ready or was deleted; 0 before. */
    long version;

    Row(NewDocument document) {
      this.document = document;
      this.title = document.title();
      owners.add(document.owner());
    }

    Document toDocument() {
      return new Document(
          document.id(),
          title,
          document.source(),
          document.mediaType(),
          document.content().length,
          state,
          chunks.size(),
          embeddedBy,
          failure,
          document.createdAtMs());
    }
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<String, Long> versions = new HashMap<>();

  @Override
  public synchronized AddResult add(NewDocument document) {
    for (Row row : rows.values()) {
      if (!row.deleted
          && row.state != Document.State.FAILED
          && row.document.tenant().equals(document.tenant())
          && row.document.digest().equals(document.digest())) {
        row.owners.add(document.owner());
        return new AddResult(row.toDocument(), false);
      }
    }
    Row row = new Row(document);
    rows.put(document.id(), row);
    return new AddResult(row.toDocument(), true);
  }

  private @Nullable Row row(String documentId) {
    Row row = rows.get(documentId);
    return row == null || row.deleted ? null : row;
  }

  @Override
  public synchronized Optional<Document> find(String tenant, String documentId) {
    return Optional.ofNullable(row(documentId))
        .filter(row -> row.document.tenant().equals(tenant))
        .map(Row::toDocument);
  }

  @Override
  public synchronized List<Document> list(String tenant, @Nullable String before, int limit) {
    List<Document> all =
        rows.values().stream()
            .filter(row -> !row.deleted && row.document.tenant().equals(tenant))
            .map(Row::toDocument)
            .toList()
            .reversed();
    return all.stream()
        .dropWhile(document -> before != null && !document.id().equals(before))
        .skip(before == null ? 0 : 1)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized boolean delete(String tenant, String documentId) {
    Row row = row(documentId);
    if (row == null || !row.document.tenant().equals(tenant)) {
      return false;
    }
    row.deleted = true;
    row.chunks = List.of();
    row.vectorModels.clear();
    row.version = nextVersion(tenant);
    return true;
  }

  @Override
  public synchronized int deleteUploadsOf(String tenant, String owner) {
    List<String> lastUploads = new ArrayList<>();
    for (Row row : rows.values()) {
      if (!row.deleted
          && row.document.tenant().equals(tenant)
          && row.owners.remove(owner)
          && row.owners.isEmpty()) {
        lastUploads.add(row.document.id());
      }
    }
    lastUploads.forEach(id -> delete(tenant, id));
    return lastUploads.size();
  }

  private long nextVersion(String tenant) {
    return versions.merge(tenant, 1L, Long::sum);
  }

  @Override
  public synchronized int countProcessing(String tenant) {
    return (int)
        rows.values().stream()
            .filter(row -> !row.deleted && row.state == Document.State.PROCESSING)
            .filter(row -> row.document.tenant().equals(tenant))
            .count();
  }

  @Override
  public synchronized Optional<ClaimedDocument> claim(
      long nowMs, long untilMs, @Nullable String model, Set<String> exceptTenants) {
    Optional<Row> next =
        rows.values().stream()
            .filter(row -> !row.deleted && row.claimedUntilMs <= nowMs && needsWork(row, model))
            .filter(row -> !exceptTenants.contains(row.document.tenant()))
            .min(
                Comparator.comparing((Row row) -> row.state)
                    .thenComparingLong(row -> row.document.createdAtMs())
                    .thenComparing(row -> row.document.id()));
    next.ifPresent(row -> row.claimedUntilMs = untilMs);
    return next.map(row ->
        new ClaimedDocument(
            row.document.tenant(),
            row.document.id(),
            row.title,
            row.document.mediaType(),
            row.document.content().length,
            row.state == Document.State.READY,
            row.attempts));
  }

  private static boolean needsWork(Row row, @Nullable String model) {
    return row.state == Document.State.PROCESSING
        || (row.state == Document.State.READY && model != null && !model.equals(row.embeddedBy));
  }

  @Override
  public synchronized void extendClaim(String documentId, long untilMs) {
    Row row = row(documentId);
    if (row != null) {
      row.claimedUntilMs = untilMs;
    }
  }

  @Override
  public synchronized void beginReading(String documentId) {
    Row row = row(documentId);
    if (row != null) {
      row.attempts++;
    }
  }

  @Override
  public synchronized void cancelReading(String documentId) {
    Row row = row(documentId);
    if (row != null) {
      row.attempts--;
    }
  }

  @Override
  public synchronized void postpone(String documentId, long untilMs) {
    Row row = row(documentId);
    if (row != null) {
      row.claimedUntilMs = untilMs;
      row.attempts++;
    }
  }

  @Override
  public synchronized void setTitleIfMissing(String documentId, String title) {
    Row row = row(documentId);
    if (row != null && row.title.isEmpty()) {
      row.title = title;
    }
  }

  @Override
  public synchronized Optional<byte[]> content(String documentId) {
    return Optional.ofNullable(row(documentId)).map(row -> row.document.content().clone());
  }

  @Override
  public synchronized void saveChunks(String documentId, List<Chunk> chunks) {
    Row row = row(documentId);
    if (row != null) {
      row.chunks = List.copyOf(chunks);
      row.vectorModels.clear();
      row.attempts = 0;
    }
  }

  @Override
  public synchronized List<Chunk> chunks(String documentId, @Nullable String model) {
    Row row = row(documentId);
    return row == null
        ? List.of()
        : row.chunks.stream()
            .map(chunk ->
                model != null
                        && row.vectorModels.getOrDefault(chunk.position(), model).equals(model)
                    ? chunk
                    : new Chunk(chunk.position(), chunk.heading(), chunk.text(), null))
            .toList();
  }

  @Override
  public synchronized void saveVectors(
      String documentId, String model, int firstPosition, List<float[]> vectors) {
    Row row = row(documentId);
    if (row == null) {
      return;
    }
    List<Chunk> chunks = new ArrayList<>(row.chunks);
    for (int i = 0; i < vectors.size(); i++) {
      Chunk chunk = chunks.get(firstPosition + i);
      row.vectorModels.put(firstPosition + i, model);
      chunks.set(
          firstPosition + i,
          new Chunk(chunk.position(), chunk.heading(), chunk.text(), vectors.get(i)));
    }
    row.chunks = List.copyOf(chunks);
  }

  @Override
  public synchronized boolean markReady(String documentId, @Nullable String model) {
    Row row = row(documentId);
    if (row == null || row.state == Document.State.FAILED) {
      return false;
    }
    if (row.state == Document.State.READY && Objects.equals(row.embeddedBy, model)) {
      return true;
    }
    row.state = Document.State.READY;
    row.embeddedBy = model;
    row.attempts = 0;
    row.version = nextVersion(row.document.tenant());
    return true;
  }

  @Override
  public synchronized void markFailed(String documentId, String why) {
    Row row = row(documentId);
    if (row != null) {
      row.state = Document.State.FAILED;
      row.failure = why;
    }
  }

  @Override
  public synchronized long version(String tenant) {
    return Objects.requireNonNullElse(versions.get(tenant), 0L);
  }

  @Override
  public synchronized List<DocumentChange> changesAfter(String tenant, long version, int limit) {
    return rows.values().stream()
        .filter(row -> row.document.tenant().equals(tenant) && row.version > version)
        .sorted(Comparator.comparingLong(row -> row.version))
        .limit(limit)
        .map(row ->
            new DocumentChange(
                row.version,
                row.document.id(),
                row.deleted ? "" : row.title,
                row.deleted ? "" : row.document.source(),
                row.deleted))
        .toList();
  }
}
