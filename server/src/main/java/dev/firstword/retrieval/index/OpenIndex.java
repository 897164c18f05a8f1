package dev.firstword.retrieval.index;

import dev.firstword.retrieval.Chunk;
import dev.firstword.retrieval.DocumentStore.Change;
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
 * A tenant's index while it is open. One thread at a time changes it, on the index's own threads,
 * which nobody interrupts; anybody may take its newest snapshot.
 */
final class OpenIndex {

  private static final Logger log = LoggerFactory.getLogger(OpenIndex.class);

  /** So much is gathered before it becomes a file: twenty thousand passages or so. */
  private static final double BUFFER_MEGABYTES = 32;

  private final Directory directory;
  private final IndexWriter writer;
  private final String model;
  private volatile Snapshot snapshot;
  private volatile boolean closed;
  private final AtomicBoolean givenUp = new AtomicBoolean();
  private long version;
  private int dimensions;
  private boolean changed;
  private boolean startedOver;

  private OpenIndex(Directory directory, IndexWriter writer, String model, Snapshot snapshot)
      throws IOException {
    this.directory = directory;
    this.writer = writer;
    this.model = model;
    this.snapshot = snapshot;
    this.version = snapshot.state().version();
    this.dimensions = snapshot.state().dimensions();
    if (!snapshot.state().model().equals(model)) {
      startOver();
    }
  }

  /**
   * Opens what is there, and looks whether it is whole; or begins an empty one, also in the place
   * of one of another format.
   *
   * @param model whose vectors it holds; empty for none
   */
  static OpenIndex open(Directory directory, String model) throws IOException {
    IndexWriter writer = null;
    Snapshot snapshot = null;
    try {
      boolean isNew = !DirectoryReader.indexExists(directory) || !IndexState.isIn(directory);
      writer =
          new IndexWriter(
              directory, config().setOpenMode(isNew ? OpenMode.CREATE : OpenMode.APPEND));
      if (isNew) {
        writer.setLiveCommitData(IndexState.empty(model).toMap().entrySet());
        writer.commit();
      }
      snapshot = Snapshot.open(directory);
      snapshot.checkIntegrity();
      return new OpenIndex(directory, writer, model, snapshot);
    } catch (IOException | RuntimeException | Error e) {
      if (snapshot != null) {
        snapshot.close();
      }
      letGo(writer, directory);
      throw e;
    }
  }

  private static IndexWriterConfig config() {
    return new IndexWriterConfig(EnglishWords.ofDocuments())
        .setCodec(
            new Lucene104Codec() {
              private final KnnVectorsFormat scanned = new ScannedVectorsFormat();

              @Override
              public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return scanned;
              }
            })
        .setRAMBufferSizeMB(BUFFER_MEGABYTES)
        .setMergePolicy(new MergesWhenAsked())
        .setMergeScheduler(new SerialMergeScheduler())
        .setCommitOnClose(false);
  }

  /** Its files are broken: nobody is to search it any more. Returns false when it already was. */
  boolean giveUp() {
    return givenUp.compareAndSet(false, true);
  }

  boolean isGivenUp() {
    return givenUp.get();
  }

  /** The newest commit, counted as used; null when the index is closed or given up. */
  @Nullable Snapshot use() {
    while (!isGivenUp()) {
      Snapshot newest = snapshot;
      if (newest.tryUse()) {
        return newest;
      }
      if (closed) {
        return null;
      }
    }
    return null;
  }

  /** The version of the tenant's documents that was applied, whether it is committed or not. */
  long version() {
    return version;
  }

  /** Nothing of what is there counts any more. Searches see it until everything is there again. */
  void startOver() throws IOException {
    writer.deleteAll();
    version = 0;
    dimensions = 0;
    changed = true;
    startedOver = true;
  }

  /**
   * Applies a change. Until the next commit no search sees it, and then wholly.
   *
   * @param chunks the document's; empty when it is gone
   */
  void apply(Change change, List<Chunk> chunks) throws IOException {
    List<Document> entries = new ArrayList<>(chunks.size());
    for (Chunk chunk : change.deleted() ? List.<Chunk>of() : chunks) {
      entries.add(PassageFields.write(change, chunk, indexable(chunk)));
    }
    if (entries.isEmpty()) {
      writer.deleteDocuments(PassageFields.of(change.documentId()));
    } else {
      writer.updateDocuments(PassageFields.of(change.documentId()), entries);
    }
    reached(change.version());
    changed = true;
  }

  private float @Nullable [] indexable(Chunk chunk) {
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

  /** Whether an index can hold a vector: it has a direction, and not too many dimensions. */
  static boolean isUsable(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    return square > 0
        && Double.isFinite(square)
        && vector.length <= ScannedVectorsFormat.MOST_DIMENSIONS;
  }

  /** Everything up to that version is in it. */
  void reached(long newVersion) {
    if (newVersion > version) {
      version = newVersion;
      changed = true;
    }
  }

  /** Whether a half-done state may be shown: one that replaces a whole one may not. */
  boolean mayShowProgress() {
    return !startedOver;
  }

  /** Everything is applied: searches see it from now on. */
  void commitWhole() throws IOException {
    startedOver = false;
    commit();
  }

  /** Makes what was applied durable, together with its version, and shows it to searches. */
  void commit() throws IOException {
    if (!changed) {
      return;
    }
    IndexState state = new IndexState(version, model, dimensions);
    writer.setLiveCommitData(state.toMap().entrySet());
    writer.commit();
    changed = false;
    show();
  }

  private void show() throws IOException {
    Snapshot old = snapshot;
    Snapshot newest = old.newest();
    if (!newest.equals(old)) {
      snapshot = newest;
      old.close();
    }
  }

  /**
   * Makes few large files of many small ones. Takes long; others may change the index meanwhile.
   *
   * @return whether there is something new to commit
   */
  boolean merge() throws IOException {
    try {
      writer.maybeMerge();
      return !closed && writer.hasUncommittedChanges();
    } catch (AlreadyClosedException | MergePolicy.MergeAbortedException _) {
      return false; // It was closed meanwhile, which ends merges.
    }
  }

  /** Shows what a merge made. */
  void commitMerged() throws IOException {
    if (!closed && mayShowProgress()) {
      changed = true;
      commit();
    }
  }

  /** Lets go of everything; what was not committed is dropped. Searches go on to their end. */
  void close() {
    if (!closed) {
      closed = true;
      snapshot.close();
      letGo(writer, directory);
    }
  }

  private static void letGo(@Nullable IndexWriter writer, Directory directory) {
    try {
      if (writer != null) {
        writer.rollback();
      }
    } catch (IOException | RuntimeException e) {
      log.warn("An index could not be closed in good order", e);
    } finally {
      IOUtils.closeWhileHandlingException(directory);
    }
  }
}
