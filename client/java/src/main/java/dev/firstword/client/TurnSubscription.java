package dev.firstword.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a turn's events to a subscriber, each exactly once and in order, over as many
 * connections as it takes. Reads the server only as fast as the subscriber asks for events.
 */
final class TurnSubscription implements Flow.Subscription, TurnConnection.Listener {

  private final TurnSource source;
  private final ClientSettings settings;
  private final TurnOptions options;
  private final Flow.Subscriber<? super TurnEvent> subscriber;
  private final SerialExecutor serial = new SerialExecutor();
  private final CompletableFuture<String> turnId = new CompletableFuture<>();

  /** Events that have arrived and were not asked for yet: at most those of one read. */
  private final Queue<TurnEvent> arrived = new ArrayDeque<>();

  private long demand;
  private long lastNumber;
  private int failures;
  private boolean ended;
  private @Nullable FirstwordException failure;
  private @Nullable Timer deadline;
  private @Nullable Timer retry;
  private volatile @Nullable TurnConnection connection;
  private volatile boolean stopped;

  TurnSubscription(
      TurnSource source,
      ClientSettings settings,
      TurnOptions options,
      Flow.Subscriber<? super TurnEvent> subscriber) {
    this.source = source;
    this.settings = settings;
    this.options = options;
    this.subscriber = subscriber;
    this.lastNumber = options.after();
    String known = source.turnId();
    if (known != null) {
      turnId.complete(known);
    }
  }

  /** Completes once the turn has its id. */
  CompletableFuture<String> turnId() {
    return turnId;
  }

  void start() {
    serial.execute(() -> {
      subscriber.onSubscribe(this);
      Duration limit = options.deadline();
      deadline =
          Timer.after(
              limit, () -> serial.execute(() -> stop(FirstwordException.deadlineExceeded(limit))));
      connect();
    });
  }

  @Override
  public void request(long count) {
    serial.execute(() -> {
      if (count <= 0) {
        stop(new IllegalArgumentException("A subscriber must request 1 or more events."));
        return;
      }
      demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
      deliver();
    });
  }

  @Override
  public void cancel() {
    stopped = true;
    // At once, even if the subscriber keeps the executor busy.
    TurnConnection current = connection;
    if (current != null) {
      current.close();
    }
    serial.execute(this::release);
  }

  private void connect() {
    if (stopped) {
      return;
    }
    try {
      TurnConnection opened =
          new TurnConnection(
              settings, source.request(turnId.getNow(null), lastNumber), serial, this);
      connection = opened;
      if (stopped) {
        opened.close();
      } else {
        opened.open();
      }
    } catch (RuntimeException e) {
      // The supplier of the token has failed, or the request cannot be sent.
      stop(e);
    }
  }

  @Override
  public void opened(@Nullable String id) {
    if (id != null) {
      turnId.complete(id);
    }
  }

  @Override
  public void received(List<EventStreamDecoder.Item> items) {
    for (EventStreamDecoder.Item item : items) {
      if (item instanceof EventStreamDecoder.End) {
        ended = true;
      } else if (item instanceof EventStreamDecoder.Event event) {
        Optional<TurnEvent> parsed = EventParser.parse(event.number(), event.json());
        if (parsed.isEmpty()) {
          reject();
          break;
        }
        accept(parsed.get());
      } else {
        reject();
        break;
      }
      if (ended) {
        break;
      }
    }
    TurnConnection current = connection;
    if (ended && current != null) {
      current.finish();
    }
    deliver();
  }

  /**
   * Drops what was seen already. The end is never dropped: a node that crashed may have stored less
   * than was seen.
   */
  private void accept(TurnEvent event) {
    boolean ending = event instanceof TurnEvent.Ending;
    if (event.number() <= lastNumber && !ending) {
      return;
    }
    lastNumber = Math.max(lastNumber, event.number());
    failures = 0;
    if (event instanceof TurnEvent.Start start) {
      turnId.complete(start.turnId());
    }
    arrived.add(event);
    ended |= ending;
  }

  private void reject() {
    TurnConnection current = connection;
    if (current != null) {
      current.close();
    }
    lost(FirstwordException.malformed("The event stream violates the protocol.", null));
  }

  @Override
  public void ended() {
    ended = true;
    deliver();
  }

  @Override
  public void lost(FirstwordException cause) {
    if (ended || stopped) {
      return;
    }
    failures++;
    boolean begun = turnId.isDone();
    double random = ThreadLocalRandom.current().nextDouble();
    Optional<Duration> delay = settings.retry().delay(cause, failures, begun, random);
    if (delay.isEmpty()) {
      failure = cause;
      deliver();
    } else {
      retry = Timer.after(delay.get(), () -> serial.execute(this::connect));
    }
  }

  /** Delivers what was asked for, and reads on when nothing is left. */
  private void deliver() {
    while (!stopped && demand > 0 && !arrived.isEmpty()) {
      demand--;
      try {
        subscriber.onNext(arrived.remove());
      } catch (RuntimeException e) {
        // A subscriber must not throw. It gets nothing more, and its thread reports why.
        cancel();
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
    if (stopped || !arrived.isEmpty()) {
      return;
    }
    TurnConnection current = connection;
    if (failure != null) {
      stop(failure);
    } else if (ended) {
      stopped = true;
      release();
      subscriber.onComplete();
    } else if (demand > 0 && current != null) {
      current.readMore();
    }
  }

  private void stop(RuntimeException cause) {
    if (stopped) {
      return;
    }
    cancel();
    subscriber.onError(cause);
  }

  private void release() {
    arrived.clear();
    for (Timer timer : new Timer[] {deadline, retry}) {
      if (timer != null) {
        timer.cancel();
      }
    }
    turnId.completeExceptionally(
        FirstwordException.connectionFailed("Reading stopped before the turn had an id.", null));
  }
}
