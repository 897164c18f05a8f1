package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.ExtractionProtocol.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents in processes of their own, because a document can make any parser loop or fill
 * the heap. A process is kept for the next document, since starting one takes longer than reading
 * most documents. Only short plain text is read in the server: no other format takes time and
 * memory in proportion to its length. A table in Markdown has a cell for each row and column.
 */
public final class IsolatedExtractor implements Extractor, AutoCloseable {

  /** Reading plain text of this length takes milliseconds. */
  static final int MAX_CHEAP_BYTES = 32 * 1024;

  private record Idle(ExtractionProcess process, long sinceMs) {}

  private final ExtractionLimits limits;
  private final InstantSource clock;
  private final ChunkExtractor local = new ChunkExtractor();

  /** Most recently used first. Guarded by itself. */
  private final Deque<Idle> idle = new ArrayDeque<>();

  private volatile boolean closed;

  public IsolatedExtractor(ExtractionLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public boolean isCheap(MediaType mediaType, long bytes) {
    return mediaType == MediaType.TEXT && bytes <= MAX_CHEAP_BYTES;
  }

  @Override
  public ExtractedChunks extract(MediaType mediaType, byte[] content) throws InterruptedException {
    if (isCheap(mediaType, content.length)) {
      return local.extract(mediaType, content);
    }
    ExtractionProcess process = takeProcess();
    boolean reusable = false;
    try {
      Reply reply = process.read(mediaType, content, limits.deadline());
      reusable = true;
      return switch (reply) {
        case Reply.Extracted extracted -> extracted.chunks();
        case Reply.Refused refused -> throw new RetrievalException(refused.reason());
      };
    } catch (UncheckedIOException e) {
      throw new ReaderUnavailableException("no process can be started", e);
    } finally {
      if (reusable) {
        keep(process);
      } else {
        process.close();
      }
    }
  }

  private ExtractionProcess takeProcess() {
    ExtractionProcess kept = takeIdle();
    while (kept != null && !kept.isAlive()) {
      kept = takeIdle();
    }
    if (kept != null) {
      return kept;
    }
    try {
      return ExtractionProcess.start(limits.heapMegabytes());
    } catch (IOException e) {
      throw new ReaderUnavailableException("no process can be started", e);
    }
  }

  private @Nullable ExtractionProcess takeIdle() {
    synchronized (idle) {
      Idle first = idle.pollFirst();
      return first == null ? null : first.process();
    }
  }

  private void keep(ExtractionProcess process) {
    synchronized (idle) {
      if (!closed) {
        idle.addFirst(new Idle(process, clock.millis()));
        return;
      }
    }
    process.close();
  }

  /** Ends processes that have been idle for too long. */
  public void endIdleProcesses() {
    long before = clock.millis() - limits.idleTimeout().toMillis();
    synchronized (idle) {
      while (!idle.isEmpty() && idle.getLast().sinceMs() <= before) {
        idle.removeLast().process().close();
      }
    }
  }

  /** Ends all idle processes; one in use is ended when its caller is interrupted. */
  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(kept -> kept.process().close());
      idle.clear();
    }
  }
}
