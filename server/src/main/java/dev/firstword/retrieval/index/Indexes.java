package dev.firstword.retrieval.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.retrieval.DocumentStore;
import dev.firstword.retrieval.Passage;
import dev.firstword.retrieval.RetrievalException;
import dev.firstword.retrieval.index.Breakage.BrokenIndexException;
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
 * All tenants' indexes: one each, in a directory of its own, derived from the stored documents.
 * Those that are searched are open; of too many, the one that was not searched for the longest is
 * closed. Searches block, on any thread, and end soon after it is interrupted.
 */
public final class Indexes implements AutoCloseable {

  /**
   * Through it Lucene tells at each start that the JVM's vector instructions are off, which we
   * know: see docs/decisions/0028. Held here, as what is set on a logger that nobody holds is
   * forgotten.
   */
  private static final Logger ADVICE =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  static {
    ADVICE.setLevel(Level.SEVERE);
  }

  private static final int MOST_OPEN = 64;

  /** How long a search waits for the newest documents before it goes by those it has. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  /** How many times more an index that is behind is asked for, as some may be gone. */
  private static final int AMPLE = 4;

  /** How long another node's first document of a tenant may go unnoticed. */
  private static final Duration EMPTINESS_REMEMBERED = Duration.ofSeconds(1);

  private final IndexPlace place;
  private final DocumentStore store;
  private final String model;
  private final int mostOpen;
  private final Duration longestWait;
  final IndexThreads threads = new IndexThreads();
  private final ConcurrentHashMap<String, TenantIndex> indexes = new ConcurrentHashMap<>();
  private final ReentrantLock using = new ReentrantLock();

  /** The tenants in the order of their last use. */
  private final Map<String, TenantIndex> used = new LinkedHashMap<>(MOST_OPEN, 0.75f, true);

  private final Cache<String, Boolean> filled =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(EMPTINESS_REMEMBERED).build();

  /**
   * For tests, too.
   *
   * @param longestWait of a search for the newest documents
   */
  Indexes(
      IndexPlace place,
      DocumentStore store,
      @Nullable String model,
      int mostOpen,
      Duration longestWait) {
    this.longestWait = longestWait;
    this.place = place;
    this.store = store;
    this.model = model == null ? "" : model;
    this.mostOpen = mostOpen;
  }

  /**
   * Indexes that outlive the process.
   *
   * @param folder its own; only one process at a time can use it
   * @param model the name of the model that makes the vectors; absent for none. Another name than
   *     before makes every index anew
   */
  public static Indexes onDisk(Path folder, DocumentStore store, @Nullable String model) {
    return new Indexes(new IndexPlace.OnDisk(folder), store, model, MOST_OPEN, LONGEST_WAIT);
  }

  /** Indexes that are made again after every start, for stores that are in memory themselves. */
  public static Indexes inMemory(DocumentStore store, @Nullable String model) {
    return new Indexes(new IndexPlace.InMemory(), store, model, MOST_OPEN, LONGEST_WAIT);
  }

  /** Whether the tenant has a document to search: from memory, or at worst a look at the store. */
  public boolean hasDocuments(String tenant) {
    Boolean known = filled.getIfPresent(tenant);
    if (known == null) {
      known = isFilled(tenant);
      filled.put(tenant, known);
    }
    return known;
  }

  private boolean isFilled(String tenant) {
    long version = store.version(tenant);
    if (version == 0) {
      return false;
    }
    TenantIndex index = indexes.get(tenant);
    try (Snapshot newest = index == null ? null : index.snapshot()) {
      return newest == null || newest.state().version() != version || newest.reader().numDocs() > 0;
    }
  }

  /**
   * Waits until everything that the store has now is found, or is no longer.
   *
   * @param longest wait
   * @return the version that the index has reached
   * @throws RetrievalException when it takes longer, or fails
   */
  public long catchUp(String tenant, Duration longest) {
    long version = store.version(tenant) == 0 ? 0 : index(tenant).catchUp(longest);
    filled.invalidate(tenant);
    return version;
  }

  /**
   * Finds passages by words, by meaning, or both.
   *
   * @param question as people write it, never query syntax; absent to search by meaning alone
   * @param vector the question's, of length one; absent to search by words alone
   * @param limit how many passages at most
   * @throws RetrievalException when the index can't be read, the vector does not fit the index's,
   *     or the thread was interrupted
   */
  public Hits search(
      String tenant, @Nullable String question, float @Nullable [] vector, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit of " + limit);
    }
    long wanted = store.version(tenant);
    if (wanted == 0) {
      return new Hits(List.of(), 0);
    }
    TenantIndex index = index(tenant);
    try (Snapshot snapshot = index.snapshot(wanted, longestWait)) {
      use(tenant, index); // It may have been closed and opened again meanwhile.
      long version = snapshot.state().version();
      boolean isBehind = version != wanted && version != store.version(tenant);
      List<Passage> passages =
          find(index, snapshot, question, vector, isBehind ? AMPLE * limit : limit);
      return new Hits(isBehind ? stillThere(tenant, passages, limit) : passages, version);
    }
  }

  private List<Passage> find(
      TenantIndex index,
      Snapshot snapshot,
      @Nullable String question,
      float @Nullable [] vector,
      int limit) {
    OpenIndex searched = index.current();
    try {
      return Breakage.during(
          () -> new PassageSearch(snapshot, model).find(question, vector, limit));
    } catch (BrokenIndexException e) {
      index.discard(searched, e);
      throw CatchingUp.failure(e);
    } catch (IOException e) {
      throw new RetrievalException("The index of the documents can't be read.", e);
    }
  }

  /** Without what was deleted since: that an index is behind must not bring anything back. */
  private List<Passage> stillThere(String tenant, List<Passage> passages, int limit) {
    Map<String, Boolean> known = new HashMap<>();
    return passages.stream()
        .filter(passage ->
            known.computeIfAbsent(passage.documentId(), id -> store.find(tenant, id).isPresent()))
        .limit(limit)
        .toList();
  }

  private TenantIndex index(String tenant) {
    TenantIndex index =
        indexes.computeIfAbsent(
            tenant, name -> new TenantIndex(name, model, place, store, threads));
    use(tenant, index);
    return index;
  }

  private void use(String tenant, TenantIndex index) {
    using.lock();
    try {
      used.put(tenant, index);
      if (used.size() > mostOpen) {
        Map.Entry<String, TenantIndex> oldest = used.entrySet().iterator().next();
        used.remove(oldest.getKey());
        oldest.getValue().closeWhenIdle();
      }
    } finally {
      using.unlock();
    }
  }

  /** Closes all of them. What was not indexed yet is so after the next start. */
  @Override
  public void close() {
    threads.close();
    indexes.values().forEach(TenantIndex::closeNow);
  }
}
