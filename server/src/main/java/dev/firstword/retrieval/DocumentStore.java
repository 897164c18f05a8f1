package dev.firstword.retrieval;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where documents are kept: their content, the pieces they were split into, and the pieces'
 * vectors. What is indexed can be made again from here. Each tenant's documents have a version, a
 * number that grows with every document that becomes ready or changes, and every one that is
 * deleted. All methods block.
 */
public interface DocumentStore {

  /**
   * A document that is handed in.
   *
   * @param digest of source, title, kind and content: what tells it from another one
   */
  @SuppressWarnings("ArrayRecordComponent") // Its content is never compared.
  record NewDocument(
      String id,
      String tenant,
      String title,
      String source,
      MediaType mediaType,
      byte[] content,
      String digest,
      long createdAtMs) {}

  /**
   * A document that was kept, or was there before.
   *
   * @param isNew false when the tenant had one of the same digest that has not failed: that is it
   *     then
   */
  record Kept(Document document, boolean isNew) {}

  Kept add(NewDocument document);

  Optional<Document> find(String tenant, String documentId);

  /**
   * The newest first.
   *
   * @param before only those older than this one; absent: from the newest
   */
  List<Document> list(String tenant, @Nullable String before, int limit);

  /** Forgets a document with all that was made of it; false when there was none. */
  boolean delete(String tenant, String documentId);

  /** How many of a tenant's documents are still to be made ready. */
  int unfinished(String tenant);

  /**
   * A document that is to be made ready, or to be given the configured model's vectors.
   *
   * @param ready whether it is found already, by its words or by another model's vectors
   * @param attempts how often that was put off
   */
  record Claimed(
      String tenant,
      String documentId,
      String title,
      MediaType mediaType,
      boolean ready,
      int attempts) {}

  /**
   * Takes the document that has been waiting longest and whose time has come, so that nobody else
   * does until then.
   *
   * @param untilMs epoch milliseconds; whoever holds it longer says so with {@link #hold}
   * @param model the configured one: documents that are ready without its vectors are taken too;
   *     absent for none
   */
  Optional<Claimed> claim(long nowMs, long untilMs, @Nullable String model);

  /** A claim lasts until then. */
  void hold(String documentId, long untilMs);

  /** A claimed document can't be made ready now: nobody takes it before then. */
  void postpone(String documentId, long untilMs);

  /** What was handed in; empty when it is deleted. */
  Optional<byte[]> content(String documentId);

  /** Gives a title to a document that has none; does nothing to others. */
  void entitle(String documentId, String title);

  /** Keeps the pieces that a document was split into, replacing what was kept of it. */
  void keepChunks(String documentId, List<Chunk> chunks);

  /**
   * The pieces in order; empty while it was not split, or is deleted.
   *
   * @param model whose vectors are wanted: pieces that have none of it come without; absent: all do
   */
  List<Chunk> chunks(String documentId, @Nullable String model);

  /**
   * Keeps the vectors of some pieces.
   *
   * @param model the name of the model that made them
   * @param firstPosition the piece that the first of them belongs to; the others follow it
   */
  void keepVectors(String documentId, String model, int firstPosition, List<float[]> vectors);

  /**
   * From now on the document is found, as its pieces are now. One that was found before has changed
   * if it is found by another model's vectors now.
   *
   * @param model whose vectors all its pieces have; absent when it is found by its words alone
   * @return false when it was deleted meanwhile
   */
  boolean ready(String documentId, @Nullable String model);

  /** The document can't be made ready. */
  void failed(String documentId, String why);

  /** The version of a tenant's documents; 0 when it never had one. */
  long version(String tenant);

  /**
   * What happened to a document, with all that an index needs.
   *
   * @param version the tenant's, as of this change
   * @param deleted whether it is gone
   */
  record Change(long version, String documentId, String title, String source, boolean deleted) {}

  /** A tenant's changes after that version in their order; of each document only its newest. */
  List<Change> changesAfter(String tenant, long version, int limit);
}
