package dev.firstword.operations.trace;

import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.Vitals;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports finished turns and other calls to a collector of traces. They wait in a bounded queue for
 * the one thread that delivers them; if the queue is full they are dropped and counted. Callers
 * never block.
 */
public final class TraceExporter implements Monitor.Listener, CallListener, AutoCloseable {

  /** At about 2 KB per turn. */
  static final int QUEUE_CAPACITY = 2_048;

  static final int MAX_BATCH_SIZE = 64;

  private static final Duration BATCH_DELAY = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(TraceExporter.class);

  private final BlockingQueue<SpanBatch> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
  private final SpanFactory spanFactory;
  private final TurnSpanFactory turnSpanFactory;
  private final SpanSender sender;
  private final String endpointName;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;
  private boolean failing;

  /**
   * Creates an exporter to an endpoint.
   *
   * @param metadata properties of the server that its spans carry
   */
  public TraceExporter(OtlpEndpoint endpoint, TraceMetadata metadata) {
    this(new OtlpSender(endpoint), endpoint.toString(), metadata);
  }

  TraceExporter(SpanSender sender, String endpointName, TraceMetadata metadata) {
    this.sender = sender;
    this.endpointName = endpointName;
    spanFactory = new SpanFactory(metadata.version());
    turnSpanFactory = new TurnSpanFactory(metadata, spanFactory);
    thread = Thread.ofVirtual().name("traces").start(this::run);
  }

  /** Spans to deliver. They are created only when they are delivered. */
  private interface SpanBatch {
    List<SpanData> spans();
  }

  @Override
  public void onTurnEnded(FinishedTurn turn) {
    if (turn.trace().sampled()) {
      enqueue(() -> turnSpanFactory.create(turn));
    }
  }

  @Override
  public void onCallEnded(CallSpan call) {
    if (call.trace().sampled()) {
      enqueue(() -> List.of(spanFactory.fromCall(call)));
    }
  }

  private void enqueue(SpanBatch batch) {
    if (!queue.offer(batch)) {
      dropped.incrementAndGet();
    }
  }

  @Override
  public void onVitals(Vitals vitals, FinishedTurn turn) {
    // A browser that records spans exports its own.
  }

  /** Returns how many turns and calls were delivered. */
  public long delivered() {
    return delivered.get();
  }

  /** Returns how many turns and calls were dropped because the queue was full. */
  public long dropped() {
    return dropped.get();
  }

  /** Returns how many turns and calls were lost because the endpoint did not accept them. */
  public long lost() {
    return lost.get();
  }

  private void run() {
    try {
      while (true) {
        SpanBatch first = queue.poll(BATCH_DELAY.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
          deliver(collectBatch(first));
        } else if (closing) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Collects what ends within the batch delay after the first one. */
  private List<SpanBatch> collectBatch(SpanBatch first) throws InterruptedException {
    List<SpanBatch> batch = new ArrayList<>();
    batch.add(first);
    long end = System.nanoTime() + BATCH_DELAY.toNanos();
    while (batch.size() < MAX_BATCH_SIZE) {
      SpanBatch next = queue.poll(closing ? 0 : end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    return batch;
  }

  private void deliver(List<SpanBatch> batch) {
    List<SpanData> spans = batch.stream().flatMap(each -> each.spans().stream()).toList();
    boolean sent = send(spans);
    (sent ? delivered : lost).addAndGet(batch.size());
    if (sent == failing) { // Logged once, and again on recovery.
      failing = !sent;
      if (failing) {
        log.warn("traces are lost: {} does not accept them", endpointName);
      } else {
        log.info(
            "traces are delivered to {} again; {} turns and calls were lost", endpointName, lost);
      }
    }
  }

  private boolean send(List<SpanData> spans) {
    try {
      return sender.send(spans);
    } catch (RuntimeException e) {
      log.debug("traces could not be sent", e);
      return false;
    }
  }

  /** Delivers what is queued, and gives up after a timeout. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    sender.close();
  }
}
