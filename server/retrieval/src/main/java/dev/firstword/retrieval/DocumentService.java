package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.time.TaskScheduler;
import dev.firstword.retrieval.document.Document;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.document.DocumentStore.AddResult;
import dev.firstword.retrieval.document.DocumentStore.NewDocument;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.ExtractionLimits;
import dev.firstword.retrieval.extraction.IsolatedExtractor;
import dev.firstword.retrieval.model.EmbeddingModel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds, lists and deletes documents, and ingests them in the background. All methods block. */
public final class DocumentService implements AutoCloseable {

  public static final int MAX_CONTENT_BYTES = 20 * 1024 * 1024;
  public static final int MAX_TITLE_LENGTH = DocumentIngester.MAX_TITLE_LENGTH;
  public static final int MAX_SOURCE_LENGTH = 2_000;

  /** How often a waiting caller checks whether another node has ingested the document. */
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

  private static final Logger log = LoggerFactory.getLogger(DocumentService.class);

  private final DocumentStore store;
  private final InstantSource clock;
  private final IngestLimits limits;
  private final Map<String, CompletableFuture<Void>> waiters = new ConcurrentHashMap<>();
  private final IndexUpdater indexUpdater;
  private final IsolatedExtractor extractor;
  private final IngestWorkers workers;

  /**
   * Limits on ingestion.
   *
   * @param maxProcessing how many of a tenant's documents may be processing
   * @param workers how many documents a node ingests at once
   * @param readyTimeout how long {@link #add} waits for a document to become ready
   */
  public record IngestLimits(int maxProcessing, int workers, Duration readyTimeout) {
    public static final IngestLimits DEFAULTS = new IngestLimits(1_000, 4, Duration.ofSeconds(10));
  }

  /** Brings a tenant's index up to date with the stored documents. */
  public interface IndexUpdater {

    /**
     * Waits until the index is up to date.
     *
     * @throws RetrievalException if it takes longer, or fails
     */
    void catchUp(String tenant, Duration timeout);
  }

  /**
   * A document to add.
   *
   * @param owner the user who uploads it
   * @param title empty to derive it from the document
   * @param source where it is from, such as a URL; may be empty
   */
  @SuppressWarnings("ArrayRecordComponent") // Its content is never compared.
  public record DocumentUpload(
      String tenant,
      String owner,
      String title,
      String source,
      MediaType mediaType,
      byte[] content) {}

  /**
   * Creates the service.
   *
   * @param model the embedding model; if absent, documents are searchable by words only
   */
  public DocumentService(
      DocumentStore store,
      @Nullable EmbeddingModel model,
      IndexUpdater indexUpdater,
      IngestLimits limits,
      TaskScheduler scheduler) {
    this(store, model, indexUpdater, limits, ExtractionLimits.DEFAULTS, scheduler);
  }

  /** Creates the service with other limits on reading documents. */
  DocumentService(
      DocumentStore store,
      @Nullable EmbeddingModel model,
      IndexUpdater indexUpdater,
      IngestLimits limits,
      ExtractionLimits extractionLimits,
      TaskScheduler scheduler) {
    this.store = store;
    this.indexUpdater = indexUpdater;
    this.clock = scheduler.clock();
    this.limits = limits;
    this.extractor = new IsolatedExtractor(extractionLimits, clock);
    DocumentIngester ingester =
        new DocumentIngester(
            store, model, extractor, extractionLimits.processes(), clock, this::notifySettled);
    this.workers = new IngestWorkers(ingester, extractor, limits.workers(), scheduler);
  }

  /** Starts ingesting documents, including those left unfinished earlier. */
  public void start() {
    workers.start();
  }

  /**
   * Adds a document and waits briefly for it to become ready. A duplicate is not added again.
   *
   * @return the document in its state after the wait
   * @throws ProblemException if too many documents are processing, or the store is unavailable
   */
  public Document add(DocumentUpload upload) {
    if (store.countProcessing(upload.tenant()) >= limits.maxProcessing()) {
      throw new ProblemException(Problem.tooManyDocuments(limits.maxProcessing()));
    }
    long now = clock.millis();
    String id = Identifier.create("doc", now);
    CompletableFuture<Void> settled = new CompletableFuture<>();
    waiters.put(id, settled);
    try {
      AddResult result =
          store.add(
              new NewDocument(
                  id,
                  upload.tenant(),
                  upload.owner(),
                  upload.title(),
                  upload.source(),
                  upload.mediaType(),
                  upload.content(),
                  digest(upload),
                  now));
      return result.isNew()
          ? awaitReady(upload.tenant(), result.document(), settled, now)
          : result.document();
    } finally {
      waiters.remove(id);
    }
  }

  private Document awaitReady(
      String tenant, Document added, CompletableFuture<Void> settled, long sinceMs) {
    workers.wakeUp();
    Document document = added;
    boolean done = false;
    while (document.state() == Document.State.PROCESSING
        && !done
        && clock.millis() - sinceMs < limits.readyTimeout().toMillis()) {
      done = awaitSettled(settled);
      Optional<Document> now = store.find(tenant, added.id());
      if (now.isEmpty()) {
        return document; // It has been deleted already.
      }
      document = now.get();
    }
    if (document.state() == Document.State.READY) {
      catchUp(tenant, sinceMs);
    }
    return document;
  }

  /** Makes sure that the next question finds the added document. */
  private void catchUp(String tenant, long sinceMs) {
    Duration left = limits.readyTimeout().minusMillis(clock.millis() - sinceMs);
    if (left.isPositive()) {
      try {
        indexUpdater.catchUp(tenant, left);
      } catch (RetrievalException e) {
        log.warn("a document that is ready can't be searched yet: {}", e.getMessage());
      }
    }
  }

  private static boolean awaitSettled(CompletableFuture<Void> settled) {
    try {
      settled.get(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false; // Another node may be ingesting it.
    } catch (ExecutionException e) {
      throw new IllegalStateException("the future is never failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetrievalException("interrupted while waiting for a document to be ingested", e);
    }
  }

  private void notifySettled(String documentId) {
    CompletableFuture<Void> waiter = waiters.get(documentId);
    if (waiter != null) {
      waiter.complete(null);
    }
  }

  private static String digest(DocumentUpload upload) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(upload.source(), upload.title(), upload.mediaType().wireName())) {
        byte[] bytes = part.getBytes(UTF_8);
        digest.update(new byte[] {(byte) (bytes.length >>> 8), (byte) bytes.length});
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest(upload.content()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public Optional<Document> find(String tenant, String documentId) {
    return store.find(tenant, documentId);
  }

  /**
   * Lists documents, newest first.
   *
   * @param before lists only documents older than this one; absent to start at the newest
   */
  public List<Document> list(String tenant, @Nullable String before, int limit) {
    return store.list(tenant, before, limit);
  }

  /** Deletes a document and everything derived from it; returns false if there is none. */
  public boolean delete(String tenant, String documentId) {
    return store.delete(tenant, documentId);
  }

  /** Stops ingesting; unfinished documents stay in the store for the next worker. */
  @Override
  public void close() {
    workers.close();
    extractor.close();
  }
}
