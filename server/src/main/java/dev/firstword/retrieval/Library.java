package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.protocol.Identifier;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.retrieval.DocumentStore.Kept;
import dev.firstword.retrieval.DocumentStore.NewDocument;
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

/**
 * The front door to documents: takes them in, lists them, forgets them, and sees that they are made
 * ready. All methods block.
 */
public final class Library implements AutoCloseable {

  public static final int LONGEST_CONTENT = 20 * 1024 * 1024;
  public static final int LONGEST_TITLE = Ingest.LONGEST_TITLE;
  public static final int LONGEST_SOURCE = 2_000;

  /** How often somebody who waits looks whether another node was quicker. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private static final Logger log = LoggerFactory.getLogger(Library.class);

  private final DocumentStore store;
  private final InstantSource clock;
  private final Limits limits;
  private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
  private final Indexed indexed;
  private final IngestWorkers workers;

  /**
   * How much is taken in.
   *
   * @param unfinished how many of a tenant's documents may wait to be made ready
   * @param workers how many documents a node makes ready at once
   * @param patience how long whoever hands one in waits for it
   */
  public record Limits(int unfinished, int workers, Duration patience) {
    public static final Limits DEFAULTS = new Limits(1_000, 4, Duration.ofSeconds(10));
  }

  /** Sees that a tenant's documents are found as they are kept now. */
  public interface Indexed {

    /**
     * Waits until they are.
     *
     * @throws RetrievalException when it takes longer, or fails
     */
    void catchUp(String tenant, Duration longest);
  }

  /**
   * A document that is handed in.
   *
   * @param title empty: as the document calls itself
   * @param source where it is from, such as an address; empty for nowhere
   */
  @SuppressWarnings("ArrayRecordComponent") // Its content is never compared.
  public record Addition(
      String tenant, String title, String source, MediaType mediaType, byte[] content) {}

  /**
   * A library.
   *
   * @param model that makes vectors; absent: documents are found by their words alone
   */
  public Library(
      DocumentStore store,
      @Nullable EmbeddingModel model,
      Indexed indexed,
      Limits limits,
      InstantSource clock) {
    this.store = store;
    this.indexed = indexed;
    this.clock = clock;
    this.limits = limits;
    this.workers =
        new IngestWorkers(new Ingest(store, model, clock, this::settled), limits.workers());
  }

  /** Begins to make documents ready, those that were left behind too. */
  public void start() {
    workers.start();
  }

  /**
   * Takes a document in and waits a little for it to be ready; the same one is taken in once.
   *
   * @return as far as it is then
   * @throws RefusedException when too many are waiting, or the store is away
   */
  public Document add(Addition addition) {
    if (store.unfinished(addition.tenant()) >= limits.unfinished()) {
      throw new RefusedException(Problem.tooManyDocuments(limits.unfinished()));
    }
    long now = clock.millis();
    String id = Identifier.create("doc", now);
    CompletableFuture<Void> settled = new CompletableFuture<>();
    waiting.put(id, settled);
    try {
      Kept kept =
          store.add(
              new NewDocument(
                  id,
                  addition.tenant(),
                  addition.title(),
                  addition.source(),
                  addition.mediaType(),
                  addition.content(),
                  digest(addition),
                  now));
      return kept.isNew()
          ? awaited(addition.tenant(), kept.document(), settled, now)
          : kept.document();
    } finally {
      waiting.remove(id);
    }
  }

  private Document awaited(
      String tenant, Document added, CompletableFuture<Void> settled, long sinceMs) {
    workers.hurry();
    Document document = added;
    boolean done = false;
    while (document.state() == Document.State.PROCESSING
        && !done
        && clock.millis() - sinceMs < limits.patience().toMillis()) {
      done = pause(settled);
      Optional<Document> now = store.find(tenant, added.id());
      if (now.isEmpty()) {
        return document; // Somebody has deleted it already.
      }
      document = now.get();
    }
    if (document.state() == Document.State.READY) {
      catchUp(tenant, sinceMs);
    }
    return document;
  }

  /** Whoever has added a document is to find it with the next question. */
  private void catchUp(String tenant, long sinceMs) {
    Duration left = limits.patience().minusMillis(clock.millis() - sinceMs);
    if (left.isPositive()) {
      try {
        indexed.catchUp(tenant, left);
      } catch (RetrievalException e) {
        log.warn("a document that is ready can't be searched yet: {}", e.getMessage());
      }
    }
  }

  private static boolean pause(CompletableFuture<Void> settled) {
    try {
      settled.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false; // Another node may have it.
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody completes it so", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetrievalException("interrupted while a document is made ready", e);
    }
  }

  private void settled(String documentId) {
    CompletableFuture<Void> waiter = waiting.get(documentId);
    if (waiter != null) {
      waiter.complete(null);
    }
  }

  private static String digest(Addition addition) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part :
          List.of(addition.source(), addition.title(), addition.mediaType().wireName())) {
        byte[] bytes = part.getBytes(UTF_8);
        digest.update(new byte[] {(byte) (bytes.length >>> 8), (byte) bytes.length});
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest(addition.content()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public Optional<Document> find(String tenant, String documentId) {
    return store.find(tenant, documentId);
  }

  /**
   * The newest first.
   *
   * @param before only those older than this one; absent: from the newest
   */
  public List<Document> list(String tenant, @Nullable String before, int limit) {
    return store.list(tenant, before, limit);
  }

  /** Forgets a document with all that was made of it; false when there was none. */
  public boolean delete(String tenant, String documentId) {
    return store.delete(tenant, documentId);
  }

  /** Stops making documents ready; what is left stays in the store for who is next. */
  @Override
  public void close() {
    workers.close();
  }
}
