package dev.firstword.retrieval.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.time.Clock;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.index.CorruptionGuard.IndexCorruptedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Manages the indexes of all tenants: one per tenant, each in its own directory, derived from the
 * stored documents. An index is opened when it is searched; above a limit, the least recently used
 * index is closed. Searches block, may run on any thread, and return soon after an interrupt.
 */
public final class TenantIndexes implements AutoCloseable {

  /**
   * Lucene warns here at each start that the JVM's vector instructions are off, which is
   * intentional: see docs/decisions/0028. The field keeps a strong reference, because a logger that
   * is garbage-collected loses its level.
   */
  private static final Logger VECTORIZATION_LOGGER =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  static {
    VECTORIZATION_LOGGER.setLevel(Level.SEVERE);
  }

  private static final int MAX_OPEN = 64;

  /** How long a search waits for the newest documents before it uses a stale index. */
  private static final Duration CATCH_UP_TIMEOUT = Duration.ofMillis(500);

  /** The factor by which to over-fetch from a stale index: some hits may be deleted. */
  private static final int OVERFETCH_FACTOR = 4;

  /** How long a tenant's first document, added by another node, may go unnoticed. */
  private static final Duration HAS_DOCUMENTS_TTL = Duration.ofSeconds(1);

  private final IndexLocation location;
  private final DocumentStore store;
  private final String model;
  private final int maxOpen;
  private final Duration catchUpTimeout;
  final IndexThreads threads = new IndexThreads();
  private final Clock clock;
  private final ConcurrentHashMap<String, TenantIndex> indexes = new ConcurrentHashMap<>();
  private final ReentrantLock usageLock = new ReentrantLock();

  /** Open indexes by tenant, least recently used first. */
  private final Map<String, TenantIndex> byLastUse = new LinkedHashMap<>(MAX_OPEN, 0.75f, true);

  private final Cache<String, Boolean> hasDocumentsCache =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(HAS_DOCUMENTS_TTL).build();

  /**
   * Visible for tests.
   *
   * @param catchUpTimeout how long a search waits for the newest documents
   */
  TenantIndexes(
      IndexLocation location,
      DocumentStore store,
      @Nullable String model,
      int maxOpen,
      Duration catchUpTimeout,
      Clock clock) {
    this.clock = clock;
    this.catchUpTimeout = catchUpTimeout;
    this.location = location;
    this.store = store;
    this.model = model == null ? "" : model;
    this.maxOpen = maxOpen;
  }

  /**
   * Creates indexes on disk, which survive a restart.
   *
   * @param folder a folder used only for the indexes, by one process at a time
   * @param model the name of the embedding model; absent for none. A changed name rebuilds every
   *     index
   */
  public static TenantIndexes onDisk(
      Path folder, DocumentStore store, @Nullable String model, Clock clock) {
    return new TenantIndexes(
        new IndexLocation.OnDisk(folder), store, model, MAX_OPEN, CATCH_UP_TIMEOUT, clock);
  }

  /** Creates indexes in memory, rebuilt after each start; for in-memory stores. */
  public static TenantIndexes inMemory(DocumentStore store, @Nullable String model, Clock clock) {
    return new TenantIndexes(
        new IndexLocation.InMemory(), store, model, MAX_OPEN, CATCH_UP_TIMEOUT, clock);
  }

  /** Whether the tenant has any document to search; reads the store if it is not cached. */
  public boolean hasDocuments(String tenant) {
    Boolean cached = hasDocumentsCache.getIfPresent(tenant);
    if (cached == null) {
      cached = lookUpHasDocuments(tenant);
      hasDocumentsCache.put(tenant, cached);
    }
    return cached;
  }

  private boolean lookUpHasDocuments(String tenant) {
    long version = store.version(tenant);
    if (version == 0) {
      return false;
    }
    TenantIndex index = indexes.get(tenant);
    try (IndexSnapshot newest = index == null ? null : index.snapshot()) {
      return newest == null || newest.state().version() != version || newest.reader().numDocs() > 0;
    }
  }

  /**
   * Waits until the index reflects all additions and deletions stored so far.
   *
   * @param timeout the timeout
   * @return the version that the index has reached
   * @throws RetrievalException if it takes longer, or fails
   */
  public long catchUp(String tenant, Duration timeout) {
    long version = store.version(tenant) == 0 ? 0 : index(tenant).catchUp(timeout);
    hasDocumentsCache.invalidate(tenant);
    return version;
  }

  /**
   * Rewrites the files of a tenant's index that hold deleted passages.
   *
   * @throws RetrievalException if it takes longer, or fails
   */
  public void purge(String tenant, Duration timeout) {
    if (store.version(tenant) > 0) {
      catchUp(tenant, timeout);
      index(tenant).purge(timeout);
    }
  }

  /**
   * Finds passages by words, by meaning, or both.
   *
   * @param question plain text, never parsed as query syntax; absent to search by meaning only
   * @param vector the question's embedding, of length one; absent to search by words only
   * @param limit the maximum number of passages
   * @throws RetrievalException if the index can't be read, the vector has other dimensions than the
   *     index, or the thread is interrupted
   */
  public Hits search(
      String tenant, @Nullable String question, float @Nullable [] vector, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit of " + limit);
    }
    long storeVersion = store.version(tenant);
    if (storeVersion == 0) {
      return new Hits(List.of(), 0);
    }
    TenantIndex index = index(tenant);
    try (IndexSnapshot snapshot = index.snapshot(storeVersion, catchUpTimeout)) {
      markUsed(tenant, index); // It may have been closed and reopened meanwhile.
      long version = snapshot.state().version();
      boolean isBehind = version != storeVersion && version != store.version(tenant);
      List<Passage> passages =
          find(index, snapshot, question, vector, isBehind ? OVERFETCH_FACTOR * limit : limit);
      return new Hits(isBehind ? withoutDeleted(tenant, passages, limit) : passages, version);
    }
  }

  private List<Passage> find(
      TenantIndex index,
      IndexSnapshot snapshot,
      @Nullable String question,
      float @Nullable [] vector,
      int limit) {
    OpenIndex searched = index.current();
    try {
      return CorruptionGuard.call(
          () -> new PassageSearch(snapshot, model).find(question, vector, limit));
    } catch (IndexCorruptedException e) {
      index.discardCorrupted(searched, e);
      throw CatchUpTask.toException(e);
    } catch (IOException e) {
      throw new RetrievalException("The index of the documents can't be read.", e);
    }
  }

  /** Removes deleted documents: a stale index must not return them. */
  private List<Passage> withoutDeleted(String tenant, List<Passage> passages, int limit) {
    Map<String, Boolean> existence = new HashMap<>();
    return passages.stream()
        .filter(passage ->
            existence.computeIfAbsent(
                passage.documentId(), id -> store.find(tenant, id).isPresent()))
        .limit(limit)
        .toList();
  }

  private TenantIndex index(String tenant) {
    TenantIndex index =
        indexes.computeIfAbsent(
            tenant, name -> new TenantIndex(name, model, location, store, threads, clock));
    markUsed(tenant, index);
    return index;
  }

  private void markUsed(String tenant, TenantIndex index) {
    usageLock.lock();
    try {
      byLastUse.put(tenant, index);
      if (byLastUse.size() > maxOpen) {
        Map.Entry<String, TenantIndex> oldest = byLastUse.entrySet().iterator().next();
        byLastUse.remove(oldest.getKey());
        oldest.getValue().closeWhenIdle();
      }
    } finally {
      usageLock.unlock();
    }
  }

  /** Closes all indexes. Changes that are not indexed yet are indexed after the next start. */
  @Override
  public void close() {
    threads.close();
    indexes.values().forEach(TenantIndex::closeNow);
  }
}
