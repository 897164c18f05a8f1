package dev.firstword.retrieval.index;

import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.DocumentStore.DocumentChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tenant's open index. One thread at a time changes it, on {@link IndexThreads}, which are never
 * interrupted. Any thread may acquire its newest snapshot.
 */
final class OpenIndex {

  private static final Logger log = LoggerFactory.getLogger(OpenIndex.class);

  /** Lucene's write buffer; holds about twenty thousand passages. */
  private static final double WRITE_BUFFER_MB = 32;

  private final Directory directory;
  private final IndexWriter writer;
  private final String model;
  private volatile IndexSnapshot snapshot;
  private volatile boolean closed;
  private final AtomicBoolean corrupted = new AtomicBoolean();
  private long version;
  private int dimensions;
  private boolean dirty;
  private boolean rebuilding;

  private OpenIndex(Directory directory, IndexWriter writer, String model, IndexSnapshot snapshot)
      throws IOException {
    this.directory = directory;
    this.writer = writer;
    this.model = model;
    this.snapshot = snapshot;
    this.version = snapshot.state().version();
    this.dimensions = snapshot.state().dimensions();
    if (!snapshot.state().model().equals(model)) {
      reset();
    }
  }

  /**
   * Opens the existing index and verifies its checksums. Creates an empty one if there is none, or
   * if it has another format.
   *
   * @param model the embedding model of its vectors; empty for none
   */
  static OpenIndex open(Directory directory, String model) throws IOException {
    IndexWriter writer = null;
    IndexSnapshot snapshot = null;
    try {
      boolean isNew = !DirectoryReader.indexExists(directory) || !IndexState.isIn(directory);
      writer =
          new IndexWriter(
              directory, config().setOpenMode(isNew ? OpenMode.CREATE : OpenMode.APPEND));
      if (isNew) {
        writer.setLiveCommitData(IndexState.empty(model).toMap().entrySet());
        writer.commit();
      }
      snapshot = IndexSnapshot.open(directory);
      snapshot.checkIntegrity();
      return new OpenIndex(directory, writer, model, snapshot);
    } catch (IOException | RuntimeException | Error e) {
      if (snapshot != null) {
        snapshot.close();
      }
      closeQuietly(writer, directory);
      throw e;
    }
  }

  private static IndexWriterConfig config() {
    return new IndexWriterConfig(EnglishTextAnalyzer.forDocuments())
        .setCodec(
            new Lucene104Codec() {
              private final KnnVectorsFormat scanned = new ScannedVectorsFormat();

              @Override
              public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return scanned;
              }
            })
        .setRAMBufferSizeMB(WRITE_BUFFER_MB)
        .setMergePolicy(new ExplicitMergePolicy())
        .setMergeScheduler(new SerialMergeScheduler())
        .setCommitOnClose(false);
  }

  /** Marks it as corrupted, so that it is no longer searched; false if it already was. */
  boolean markCorrupted() {
    return corrupted.compareAndSet(false, true);
  }

  boolean isCorrupted() {
    return corrupted.get();
  }

  /** Acquires the newest snapshot; null if the index is closed or corrupted. */
  @Nullable IndexSnapshot acquireSnapshot() {
    while (!isCorrupted()) {
      IndexSnapshot newest = snapshot;
      if (newest.tryAcquire()) {
        return newest;
      }
      if (closed) {
        return null;
      }
    }
    return null;
  }

  /** The version of the tenant's documents that is applied, committed or not. */
  long version() {
    return version;
  }

  /** Deletes everything, to rebuild. Searches see the old contents until that is complete. */
  void reset() throws IOException {
    writer.deleteAll();
    version = 0;
    dimensions = 0;
    dirty = true;
    rebuilding = true;
  }

  /**
   * Applies a change. Searches see it, atomically, after the next commit.
   *
   * @param chunks the document's chunks; empty if it was deleted
   */
  void apply(DocumentChange change, List<Chunk> chunks) throws IOException {
    List<Document> entries = new ArrayList<>(chunks.size());
    for (Chunk chunk : change.deleted() ? List.<Chunk>of() : chunks) {
      entries.add(PassageFields.write(change, chunk, indexableVector(chunk)));
    }
    if (entries.isEmpty()) {
      writer.deleteDocuments(PassageFields.documentTerm(change.documentId()));
    } else {
      writer.updateDocuments(PassageFields.documentTerm(change.documentId()), entries);
    }
    advanceTo(change.version());
    dirty = true;
  }

  private float @Nullable [] indexableVector(Chunk chunk) {
    float[] vector = chunk.vector();
    if (vector == null || model.isEmpty() || !isUsable(vector)) {
      return null;
    }
    if (dimensions == 0) {
      dimensions = vector.length;
    }
    if (vector.length != dimensions) {
      log.warn(
          "A passage has a vector of {} dimensions instead of {} and is found by its words only",
          vector.length,
          dimensions);
      return null;
    }
    return vector;
  }

  /** Whether a vector can be indexed: not zero, finite, and not too many dimensions. */
  static boolean isUsable(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    return square > 0
        && Double.isFinite(square)
        && vector.length <= ScannedVectorsFormat.MAX_DIMENSIONS;
  }

  /** Records that all changes up to the version are applied. */
  void advanceTo(long newVersion) {
    if (newVersion > version) {
      version = newVersion;
      dirty = true;
    }
  }

  /** Whether partial progress may be shown; not while it would replace a complete index. */
  boolean canShowProgress() {
    return !rebuilding;
  }

  /** Commits after all changes are applied. */
  void commitComplete() throws IOException {
    rebuilding = false;
    commit();
  }

  /** Makes the applied changes and their version durable, and visible to searches. */
  void commit() throws IOException {
    if (!dirty) {
      return;
    }
    IndexState state = new IndexState(version, model, dimensions);
    writer.setLiveCommitData(state.toMap().entrySet());
    writer.commit();
    dirty = false;
    refreshSnapshot();
  }

  private void refreshSnapshot() throws IOException {
    IndexSnapshot old = snapshot;
    IndexSnapshot newest = old.refreshed();
    if (!newest.equals(old)) {
      snapshot = newest;
      old.close();
    }
  }

  /**
   * Merges small segments. Takes long; other threads may change the index meanwhile.
   *
   * @return whether there are changes to commit
   */
  boolean merge() throws IOException {
    try {
      writer.maybeMerge();
      return !closed && writer.hasUncommittedChanges();
    } catch (AlreadyClosedException | MergePolicy.MergeAbortedException _) {
      return false; // The index was closed meanwhile, which aborts merges.
    }
  }

  /**
   * Rewrites the segments that hold deleted passages. Takes long; other threads may change the
   * index meanwhile.
   *
   * @return whether there are changes to commit
   */
  boolean mergeDeleted() throws IOException {
    try {
      writer.forceMergeDeletes();
      return !closed && writer.hasUncommittedChanges();
    } catch (AlreadyClosedException | MergePolicy.MergeAbortedException _) {
      return false; // The index was closed meanwhile, which aborts merges.
    }
  }

  /** Commits the result of a merge. */
  void commitMerged() throws IOException {
    if (!closed && canShowProgress()) {
      dirty = true;
      commit();
    }
  }

  /** Closes the index and drops uncommitted changes. Running searches still complete. */
  void close() {
    if (!closed) {
      closed = true;
      snapshot.close();
      closeQuietly(writer, directory);
    }
  }

  private static void closeQuietly(@Nullable IndexWriter writer, Directory directory) {
    try {
      if (writer != null) {
        writer.rollback();
      }
    } catch (IOException | RuntimeException e) {
      log.warn("An index could not be closed cleanly", e);
    } finally {
      IOUtils.closeWhileHandlingException(directory);
    }
  }
}
