package dev.firstword.retrieval;

import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.document.DocumentStore.ClaimedDocument;
import dev.firstword.retrieval.extraction.ExtractedChunks;
import dev.firstword.retrieval.extraction.Extractor;
import dev.firstword.retrieval.extraction.Extractor.ReaderCrashedException;
import dev.firstword.retrieval.extraction.Extractor.ReaderUnavailableException;
import dev.firstword.retrieval.model.EmbeddingModel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ingests documents, one at a time and of each tenant in turn: reads, splits and embeds them. Each
 * step is stored, so that another worker can resume where the last one stopped. While the embedding
 * model fails, a document is searchable by words, and embedding is retried with exponential
 * backoff. Called concurrently by several threads, on all nodes.
 */
final class DocumentIngester {

  static final int BATCH_SIZE = 64;
  static final int MAX_TITLE_LENGTH = 500;

  /** The maximum length of a title taken from a document's first line. */
  private static final int MAX_DERIVED_TITLE_LENGTH = 80;

  /** Longer than a batch takes, so that a claim expires only if its holder has died. */
  static final Duration CLAIM_DURATION = Duration.ofMinutes(2);

  static final Duration INITIAL_BACKOFF = Duration.ofSeconds(1);
  static final Duration MAX_BACKOFF = Duration.ofMinutes(5);

  /** How often a document is tried that fails unexpectedly. */
  private static final int MAX_ATTEMPTS = 3;

  /** How often a document is read that ends its reader, or the server. */
  static final int MAX_READINGS = 2;

  private static final String FAILED_READINGS =
      "Reading the document failed " + MAX_READINGS + " times: it may need too much memory.";

  /** With more tenants, a round of turns ends early. */
  private static final int MAX_TENANTS_OF_ROUND = 100;

  /** How long a document waits if no reader can be started. */
  private static final Duration READER_RETRY = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(DocumentIngester.class);

  /** Where a document may be sent only changes with the settings. */
  private static final Duration OTHER_REGION_RETRY = Duration.ofDays(1);

  private final DocumentStore store;
  private final @Nullable EmbeddingModel model;
  private final RetrievalRegions regions;
  private final InstantSource clock;
  private final Consumer<String> onSettled;
  private final Extractor extractor;

  /** Limits how many documents are in memory while they are read, besides cheap ones. */
  private final Semaphore readings;

  /** The tenants that have had their turn; the next document is one of another, if there is any. */
  private final Set<String> servedTenants = new HashSet<>();

  /** No thread calls the model before this time, in epoch milliseconds. */
  private volatile long modelRetryAtMs;

  /**
   * Creates an ingester.
   *
   * @param regions whose documents may be sent to the model
   * @param maxReadings how many documents may be read at once, besides cheap ones
   * @param onSettled receives the id of each document once it was processed, whatever the outcome
   */
  DocumentIngester(
      DocumentStore store,
      @Nullable EmbeddingModel model,
      RetrievalRegions regions,
      Extractor extractor,
      int maxReadings,
      InstantSource clock,
      Consumer<String> onSettled) {
    this.store = store;
    this.model = model;
    this.regions = regions;
    this.extractor = extractor;
    this.readings = new Semaphore(maxReadings, true);
    this.clock = clock;
    this.onSettled = onSettled;
  }

  /**
   * Claims the next document and processes it as far as possible. Blocks.
   *
   * @return false if no document was due
   */
  boolean processNext() {
    Optional<ClaimedDocument> claimed = claimNext();
    claimed.ifPresent(this::process);
    return claimed.isPresent();
  }

  private Optional<ClaimedDocument> claimNext() {
    Set<String> served;
    synchronized (servedTenants) {
      served = Set.copyOf(servedTenants);
    }
    Optional<ClaimedDocument> next = claimExcept(served);
    boolean isRoundOver = next.isEmpty() && !served.isEmpty();
    if (isRoundOver) {
      next = claimExcept(Set.of());
    }
    synchronized (servedTenants) {
      if (isRoundOver || servedTenants.size() >= MAX_TENANTS_OF_ROUND) {
        servedTenants.clear();
      }
      next.ifPresent(document -> servedTenants.add(document.tenant()));
    }
    return next;
  }

  private Optional<ClaimedDocument> claimExcept(Set<String> tenants) {
    long now = clock.millis();
    return store.claim(
        now, now + CLAIM_DURATION.toMillis(), model == null ? null : model.name(), tenants);
  }

  private void process(ClaimedDocument document) {
    try {
      ingest(document);
    } catch (ProblemException e) {
      throw e; // The store is unavailable: the claim expires, and another worker resumes.
    } catch (ReaderCrashedException e) {
      onReaderCrashed(document, e);
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // The server is shutting down.
      }
      log.error("{} could not be ingested", document.documentId(), e);
      if (document.attempts() + 1 < MAX_ATTEMPTS || document.isReady()) {
        postpone(document, null);
      } else {
        store.markFailed(document.documentId(), "The document can't be read.");
      }
    }
    onSettled.accept(document.documentId());
  }

  private void onReaderCrashed(ClaimedDocument document, ReaderCrashedException crash) {
    int attempt = document.attempts() + 1;
    log.warn(
        "{} crashed its reader, attempt {} of {}: {}",
        document.documentId(),
        attempt,
        MAX_READINGS,
        crash.getMessage());
    if (attempt < MAX_READINGS) {
      store.extendClaim(document.documentId(), clock.millis() + INITIAL_BACKOFF.toMillis());
    } else {
      store.markFailed(document.documentId(), FAILED_READINGS);
    }
  }

  private void ingest(ClaimedDocument document) {
    String id = document.documentId();
    ChunkedDocument chunked;
    try {
      chunked = loadOrCreateChunks(document);
    } catch (RetrievalException e) {
      store.markFailed(id, String.valueOf(e.getMessage()));
      return;
    } catch (ReaderUnavailableException e) {
      log.warn("{} can't be read for now: {}", id, String.valueOf(e.getCause()));
      store.cancelReading(id);
      store.extendClaim(id, clock.millis() + READER_RETRY.toMillis());
      return;
    } catch (InterruptedException _) {
      store.extendClaim(id, clock.millis()); // The server is shutting down: others may have it.
      Thread.currentThread().interrupt();
      return;
    }
    if (chunked.chunks.isEmpty()) {
      return; // The document was deleted meanwhile.
    }
    if (model == null) {
      store.markReady(id, null);
      return;
    }
    if (!regions.mayEmbed(document.tenant(), null)) {
      store.postpone(id, clock.millis() + OTHER_REGION_RETRY.toMillis());
      if (!document.isReady()) {
        store.markReady(id, null);
      }
      return;
    }
    try {
      embed(document, chunked, model);
      store.markReady(id, model.name());
    } catch (RetrievalException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      log.warn("{} is searchable by words only for now: {}", id, e.getMessage());
      postpone(document, e.retryAfter());
      if (!document.isReady()) {
        store.markReady(id, null);
      }
    }
  }

  /** A document's chunks; empty if it was deleted. */
  private record ChunkedDocument(String title, List<Chunk> chunks) {}

  private ChunkedDocument loadOrCreateChunks(ClaimedDocument document) throws InterruptedException {
    List<Chunk> kept = store.chunks(document.documentId(), model == null ? null : model.name());
    if (!kept.isEmpty()) {
      return new ChunkedDocument(document.title(), kept);
    }
    if (document.attempts() >= MAX_READINGS) {
      throw new RetrievalException(FAILED_READINGS);
    }
    if (extractor.isCheap(document.mediaType(), document.bytes())) {
      return createChunks(document);
    }
    while (!readings.tryAcquire(CLAIM_DURATION.toMillis() / 4, TimeUnit.MILLISECONDS)) {
      store.extendClaim(document.documentId(), clock.millis() + CLAIM_DURATION.toMillis());
    }
    try {
      return createChunks(document);
    } finally {
      readings.release();
    }
  }

  private ChunkedDocument createChunks(ClaimedDocument document) throws InterruptedException {
    String id = document.documentId();
    Optional<byte[]> content = store.content(id);
    if (content.isEmpty()) {
      return new ChunkedDocument(document.title(), List.of());
    }
    ExtractedChunks extracted = extract(document, content.get());
    List<Chunk> chunks = extracted.chunks().stream().map(DocumentIngester::sanitize).toList();
    String title = document.title();
    if (title.isEmpty()) {
      title = deriveTitle(extracted, chunks.getFirst());
      store.setTitleIfMissing(id, title);
    }
    store.saveChunks(id, chunks);
    return new ChunkedDocument(title, chunks);
  }

  /** Counts the attempt before it begins: the document may end the reader, or even the server. */
  private ExtractedChunks extract(ClaimedDocument document, byte[] content)
      throws InterruptedException {
    store.beginReading(document.documentId());
    try {
      return extractor.extract(document.mediaType(), content);
    } catch (InterruptedException e) {
      store.cancelReading(document.documentId());
      throw e;
    }
  }

  /** The document's own title, its first heading, or the start of its text. */
  private static String deriveTitle(ExtractedChunks extracted, Chunk first) {
    String sanitized = sanitize(extracted.title()).strip();
    return sanitized.isEmpty()
        ? truncate(
            first.text().strip().lines().findFirst().orElse("").strip(), MAX_DERIVED_TITLE_LENGTH)
        : truncate(sanitized, MAX_TITLE_LENGTH);
  }

  private static Chunk sanitize(Chunk chunk) {
    return new Chunk(
        chunk.position(), sanitize(chunk.heading()), sanitize(chunk.text()), chunk.vector());
  }

  /** Removes what not every store and protocol can hold: NUL and unpaired surrogates. */
  private static String sanitize(String text) {
    if (text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder good = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> c != 0 && !(c <= 0xFFFF && Character.isSurrogate((char) c)))
        .forEach(good::appendCodePoint);
    return good.toString();
  }

  private static String truncate(String title, int maxLength) {
    if (title.length() <= maxLength) {
      return title;
    }
    boolean cutsPair = Character.isHighSurrogate(title.charAt(maxLength - 2));
    return title.substring(0, maxLength - (cutsPair ? 2 : 1)) + "…";
  }

  private void embed(ClaimedDocument document, ChunkedDocument chunked, EmbeddingModel embedder) {
    if (clock.millis() < modelRetryAtMs) {
      throw new RetrievalException("the embedding model asked to be called later");
    }
    List<Chunk> chunks = chunked.chunks;
    int next = 0;
    while (next < chunks.size()) {
      if (chunks.get(next).vector() != null) {
        next++; // Saved by a worker that stopped before it was done.
        continue;
      }
      List<String> texts = new ArrayList<>();
      for (int at = next;
          at < chunks.size() && texts.size() < BATCH_SIZE && chunks.get(at).vector() == null;
          at++) {
        texts.add(embeddingInput(chunked.title, chunks.get(at)));
      }
      store.extendClaim(document.documentId(), clock.millis() + CLAIM_DURATION.toMillis());
      store.saveVectors(document.documentId(), embedder.name(), next, embedder.embed(texts));
      next += texts.size();
    }
  }

  /** Adds title and heading, because a chunk alone often does not name its subject. */
  private static String embeddingInput(String title, Chunk chunk) {
    StringBuilder text = new StringBuilder(title);
    if (!chunk.heading().isEmpty()) {
      text.append(text.isEmpty() ? "" : " › ").append(chunk.heading());
    }
    return text.append(text.isEmpty() ? "" : "\n\n").append(chunk.text()).toString();
  }

  private void postpone(ClaimedDocument document, @Nullable Duration retryAfter) {
    Duration exponential = INITIAL_BACKOFF.multipliedBy(1L << Math.min(document.attempts(), 20));
    Duration backoff = min(MAX_BACKOFF, exponential);
    if (retryAfter != null) {
      Duration requested = min(MAX_BACKOFF, retryAfter);
      modelRetryAtMs = clock.millis() + requested.toMillis();
      backoff = requested.compareTo(backoff) > 0 ? requested : backoff;
    }
    store.postpone(document.documentId(), clock.millis() + backoff.toMillis());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
