package dev.firstword.monitor.trace;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.Vitals;
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
 * Hands turns that have ended, and calls beside them, to whoever collects traces. They wait in a
 * bounded queue for one thread that delivers them; what finds it full is dropped and counted, and
 * nobody waits.
 */
public final class TraceExport implements Monitor.Listener, Calls, AutoCloseable {

  /** About 2 KB a turn. */
  static final int LONGEST_QUEUE = 2_048;

  static final int LARGEST_BATCH = 64;

  private static final Duration GATHERING = Duration.ofMillis(200);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(TraceExport.class);

  private final BlockingQueue<Told> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
  private final Spans spans;
  private final TurnSpans turnSpans;
  private final SpanSender sender;
  private final String where;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;
  private boolean failing;

  /**
   * To that endpoint.
   *
   * @param facts what is known of the server beside its turns
   */
  public TraceExport(OtlpEndpoint endpoint, Facts facts) {
    this(new OtlpSender(endpoint), endpoint.toString(), facts);
  }

  TraceExport(SpanSender sender, String where, Facts facts) {
    this.sender = sender;
    this.where = where;
    spans = new Spans(facts.version());
    turnSpans = new TurnSpans(facts, spans);
    thread = Thread.ofVirtual().name("traces").start(this::run);
  }

  /** What is to be delivered: its spans are made when they are. */
  private interface Told {
    List<SpanData> spans();
  }

  @Override
  public void ended(FinishedTurn turn) {
    if (turn.trace().sampled()) {
      offer(() -> turnSpans.of(turn));
    }
  }

  @Override
  public void ended(Call call) {
    if (call.trace().sampled()) {
      offer(() -> List.of(spans.of(call)));
    }
  }

  private void offer(Told told) {
    if (!queue.offer(told)) {
      dropped.incrementAndGet();
    }
  }

  @Override
  public void seen(Vitals seen, FinishedTurn turn) {
    // What a browser saw is a span of its own trace, where it makes one.
  }

  /** How many turns and calls were delivered. */
  public long delivered() {
    return delivered.get();
  }

  /** How many were dropped, as too many waited. */
  public long dropped() {
    return dropped.get();
  }

  /** How many were given up, as the endpoint did not take them. */
  public long lost() {
    return lost.get();
  }

  private void run() {
    try {
      while (true) {
        Told first = queue.poll(GATHERING.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
          deliver(gather(first));
        } else if (closing) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Those that end soon after it go with it. */
  private List<Told> gather(Told first) throws InterruptedException {
    List<Told> batch = new ArrayList<>();
    batch.add(first);
    long end = System.nanoTime() + GATHERING.toNanos();
    while (batch.size() < LARGEST_BATCH) {
      Told next = queue.poll(closing ? 0 : end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    return batch;
  }

  private void deliver(List<Told> batch) {
    List<SpanData> made = batch.stream().flatMap(told -> told.spans().stream()).toList();
    boolean sent = isSent(made);
    (sent ? delivered : lost).addAndGet(batch.size());
    if (sent == failing) { // Told once, and once more when it is over.
      failing = !sent;
      if (failing) {
        log.warn("traces are lost: {} does not take them", where);
      } else {
        log.info("traces are delivered to {} again; {} turns and calls were lost", where, lost);
      }
    }
  }

  private boolean isSent(List<SpanData> made) {
    try {
      return sender.send(made);
    } catch (RuntimeException e) {
      log.debug("traces could not be sent", e);
      return false;
    }
  }

  /** Delivers what waits, and gives up what takes too long. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(LONGEST_CLOSE)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    sender.close();
  }
}
