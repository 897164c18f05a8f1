package dev.firstword.retrieval.document;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores documents: their content, their chunks and the chunks' embeddings. Indexes can be rebuilt
 * from it. Each tenant's documents have a version, a number that increases whenever a document
 * becomes ready, changes or is deleted. All methods block.
 */
public interface DocumentStore {

  /**
   * A document to add.
   *
   * @param owner the user who uploads it
   * @param digest of source, title, media type and content; equal digests mean duplicates
   */
  @SuppressWarnings("ArrayRecordComponent") // Its content is never compared.
  record NewDocument(
      String id,
      String tenant,
      String owner,
      String title,
      String source,
      MediaType mediaType,
      byte[] content,
      String digest,
      long createdAtMs) {}

  /**
   * The result of adding a document.
   *
   * @param document the new document, or the existing duplicate
   * @param isNew false if the tenant already has a document with this digest that has not failed
   */
  record AddResult(Document document, boolean isNew) {}

  AddResult add(NewDocument document);

  Optional<Document> find(String tenant, String documentId);

  /**
   * Lists documents, newest first.
   *
   * @param before lists only documents older than this one; absent to start at the newest
   */
  List<Document> list(String tenant, @Nullable String before, int limit);

  /** Deletes a document and everything derived from it; returns false if there is none. */
  boolean delete(String tenant, String documentId);

  /**
   * Deletes the documents that this user alone has uploaded, and forgets that the user uploaded the
   * others. Returns the number of deleted documents.
   */
  int deleteUploadsOf(String tenant, String owner);

  /** Counts a tenant's documents that are still processing. */
  int countProcessing(String tenant);

  /**
   * A document claimed for ingestion, or for embedding with the configured model.
   *
   * @param bytes the size of its content, as uploaded
   * @param isReady whether it is already searchable, by words or by another model's embeddings
   * @param attempts how often reading it has begun, or embedding it was postponed
   */
  record ClaimedDocument(
      String tenant,
      String documentId,
      String title,
      MediaType mediaType,
      long bytes,
      boolean isReady,
      int attempts) {}

  /**
   * Claims the due document that has been waiting longest, of those of other tenants than the given
   * ones. No other worker gets it until the claim expires.
   *
   * @param untilMs when the claim expires, in epoch milliseconds; {@link #extendClaim} extends it
   * @param model the configured model: ready documents without its embeddings are claimed too;
   *     absent for none
   */
  Optional<ClaimedDocument> claim(
      long nowMs, long untilMs, @Nullable String model, Set<String> exceptTenants);

  /** Claims the due document that has been waiting longest, of any tenant. */
  default Optional<ClaimedDocument> claim(long nowMs, long untilMs, @Nullable String model) {
    return claim(nowMs, untilMs, model, Set.of());
  }

  /** Extends a claim until the given time. */
  void extendClaim(String documentId, long untilMs);

  /**
   * Counts an attempt at a claimed document before reading it begins, so that the attempt counts
   * even if it ends the server.
   */
  void beginReading(String documentId);

  /** Takes back the last attempt, which says nothing about the document. */
  void cancelReading(String documentId);

  /** Postpones a claimed document: it is not claimed again before the given time. */
  void postpone(String documentId, long untilMs);

  /** The uploaded content; empty if the document is deleted. */
  Optional<byte[]> content(String documentId);

  /** Sets the title of a document that has none; does nothing to others. */
  void setTitleIfMissing(String documentId, String title);

  /** Saves the chunks of a document, replacing any earlier ones, and resets its attempts. */
  void saveChunks(String documentId, List<Chunk> chunks);

  /**
   * The chunks in order; empty if the document is not split yet, or deleted.
   *
   * @param model the model whose embeddings to return; chunks it has not embedded come without a
   *     vector, as do all chunks if absent
   */
  List<Chunk> chunks(String documentId, @Nullable String model);

  /**
   * Saves the embeddings of consecutive chunks.
   *
   * @param model the name of the model that made them
   * @param firstPosition the position of the chunk that the first vector belongs to
   */
  void saveVectors(String documentId, String model, int firstPosition, List<float[]> vectors);

  /**
   * Marks the document as searchable with its current chunks. For a document that was ready before,
   * this is a change only if the model differs.
   *
   * @param model the model that embedded all its chunks; absent if it is searchable by words only
   * @return false if it was deleted meanwhile
   */
  boolean markReady(String documentId, @Nullable String model);

  /** Marks the document as failed. */
  void markFailed(String documentId, String reason);

  /** The version of a tenant's documents; 0 if it never had any. */
  long version(String tenant);

  /**
   * A change to a document, with the metadata an index needs.
   *
   * @param version the tenant's version as of this change
   * @param deleted whether the document was deleted
   */
  record DocumentChange(
      long version, String documentId, String title, String source, boolean deleted) {}

  /** A tenant's changes after the version, in order; only the newest change of each document. */
  List<DocumentChange> changesAfter(String tenant, long version, int limit);
}
