package dev.firstword.retrieval;

import dev.firstword.protocol.RefusedException;
import dev.firstword.retrieval.DocumentStore.Claimed;
import dev.firstword.retrieval.model.EmbeddingModel;
import dev.firstword.retrieval.reading.Chunker;
import dev.firstword.retrieval.reading.DocumentReader;
import dev.firstword.retrieval.reading.ReadDocument;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes documents ready, one after another: reads, splits, has vectors made, keeps each step, so
 * that whoever takes a document up later goes on where it was left. While the embedding model
 * fails, a document is found by its words, and its vectors are asked for again with growing pauses.
 * Called by several threads at once, on all nodes.
 */
final class Ingest {

  static final int BATCH = 64;
  static final int LONGEST_TITLE = 500;

  /** Of a document that has no title: so much of its first line stands for one. */
  private static final int LONGEST_BEGINNING = 80;

  /** Longer than a batch takes, so that a claim runs out only where its holder is gone. */
  static final Duration CLAIM = Duration.ofMinutes(2);

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** How often a document is tried that breaks the reader in a way it does not know. */
  private static final int MOST_ATTEMPTS = 3;

  private static final Logger log = LoggerFactory.getLogger(Ingest.class);

  private final DocumentStore store;
  private final @Nullable EmbeddingModel model;
  private final InstantSource clock;
  private final Consumer<String> settled;
  private final DocumentReader reader = new DocumentReader();
  private final Chunker chunker = new Chunker();

  /** Until then the model wants to be left alone by everybody, in epoch milliseconds. */
  private volatile long modelAwayUntilMs;

  /**
   * An ingest.
   *
   * @param settled told of each document that it is found, or failed, or gone
   */
  Ingest(
      DocumentStore store,
      @Nullable EmbeddingModel model,
      InstantSource clock,
      Consumer<String> settled) {
    this.store = store;
    this.model = model;
    this.clock = clock;
    this.settled = settled;
  }

  /**
   * Takes the next document that is to be made ready, and does what can be done. Blocks.
   *
   * @return false when there was none
   */
  boolean next() {
    long now = clock.millis();
    Optional<Claimed> claimed =
        store.claim(now, now + CLAIM.toMillis(), model == null ? null : model.name());
    claimed.ifPresent(this::take);
    return claimed.isPresent();
  }

  private void take(Claimed document) {
    try {
      makeReady(document);
    } catch (RefusedException e) {
      throw e; // The store is away: the claim runs out, and somebody goes on.
    } catch (RuntimeException | StackOverflowError e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // The server is shutting down.
      }
      log.error("{} could not be made ready", document.documentId(), e);
      if (document.attempts() + 1 < MOST_ATTEMPTS || document.ready()) {
        postpone(document, null);
      } else {
        store.failed(document.documentId(), "The document can't be read.");
      }
    }
    settled.accept(document.documentId());
  }

  private void makeReady(Claimed document) {
    String id = document.documentId();
    Pieces pieces;
    try {
      pieces = pieces(document);
    } catch (RetrievalException e) {
      store.failed(id, String.valueOf(e.getMessage()));
      return;
    }
    if (pieces.chunks.isEmpty()) {
      return; // It was deleted meanwhile.
    }
    if (model == null) {
      store.ready(id, null);
      return;
    }
    try {
      embed(document, pieces, model);
      store.ready(id, model.name());
    } catch (RetrievalException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      log.warn("{} is found by its words alone for now: {}", id, e.getMessage());
      postpone(document, e.retryAfter());
      if (!document.ready()) {
        store.ready(id, null);
      }
    }
  }

  /** What a document was split into; nothing where it is gone. */
  private record Pieces(String title, List<Chunk> chunks) {}

  private Pieces pieces(Claimed document) {
    String id = document.documentId();
    List<Chunk> kept = store.chunks(id, model == null ? null : model.name());
    Optional<byte[]> content = kept.isEmpty() ? store.content(id) : Optional.empty();
    if (content.isEmpty()) {
      return new Pieces(document.title(), kept);
    }
    ReadDocument read = reader.read(document.mediaType(), content.get());
    List<Chunk> chunks = chunker.chunks(read.sections()).stream().map(Ingest::storable).toList();
    if (chunks.isEmpty()) {
      throw new RetrievalException("The document holds no text.");
    }
    String title = document.title();
    if (title.isEmpty()) {
      title = title(read, chunks.getFirst());
      store.entitle(id, title);
    }
    store.keepChunks(id, chunks);
    return new Pieces(title, chunks);
  }

  /** What the document calls itself, or its first heading, or how it begins. */
  private static String title(ReadDocument read, Chunk first) {
    List<String> headings = read.sections().getFirst().headings();
    String own = read.title().isBlank() && !headings.isEmpty() ? headings.getFirst() : read.title();
    String storable = storable(own).strip();
    return storable.isEmpty()
        ? shortened(first.text().strip().lines().findFirst().orElse("").strip(), LONGEST_BEGINNING)
        : shortened(storable, LONGEST_TITLE);
  }

  private static Chunk storable(Chunk chunk) {
    return new Chunk(
        chunk.position(), storable(chunk.heading()), storable(chunk.text()), chunk.vector());
  }

  /** What not every store and wire can hold: a NUL, and halves of surrogate pairs. */
  private static String storable(String text) {
    if (text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder good = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> c != 0 && !(c <= 0xFFFF && Character.isSurrogate((char) c)))
        .forEach(good::appendCodePoint);
    return good.toString();
  }

  private static String shortened(String title, int longest) {
    if (title.length() <= longest) {
      return title;
    }
    boolean cutsPair = Character.isHighSurrogate(title.charAt(longest - 2));
    return title.substring(0, longest - (cutsPair ? 2 : 1)) + "…";
  }

  private void embed(Claimed document, Pieces pieces, EmbeddingModel by) {
    if (clock.millis() < modelAwayUntilMs) {
      throw new RetrievalException("the embedding model wants to be left alone");
    }
    List<Chunk> chunks = pieces.chunks;
    int next = 0;
    while (next < chunks.size()) {
      if (chunks.get(next).vector() != null) {
        next++; // Kept before the last one who made it ready was gone.
        continue;
      }
      List<String> texts = new ArrayList<>();
      for (int at = next;
          at < chunks.size() && texts.size() < BATCH && chunks.get(at).vector() == null;
          at++) {
        texts.add(embedded(pieces.title, chunks.get(at)));
      }
      store.hold(document.documentId(), clock.millis() + CLAIM.toMillis());
      store.keepVectors(document.documentId(), by.name(), next, by.embed(texts));
      next += texts.size();
    }
  }

  /** A piece alone often does not say what it is about. */
  private static String embedded(String title, Chunk chunk) {
    StringBuilder text = new StringBuilder(title);
    if (!chunk.heading().isEmpty()) {
      text.append(text.isEmpty() ? "" : " › ").append(chunk.heading());
    }
    return text.append(text.isEmpty() ? "" : "\n\n").append(chunk.text()).toString();
  }

  private void postpone(Claimed document, @Nullable Duration retryAfter) {
    Duration growing = FIRST_PAUSE.multipliedBy(1L << Math.min(document.attempts(), 20));
    Duration pause = shorter(LONGEST_PAUSE, growing);
    if (retryAfter != null) {
      Duration wanted = shorter(LONGEST_PAUSE, retryAfter);
      modelAwayUntilMs = clock.millis() + wanted.toMillis();
      pause = wanted.compareTo(pause) > 0 ? wanted : pause;
    }
    store.postpone(document.documentId(), clock.millis() + pause.toMillis());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
