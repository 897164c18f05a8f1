package dev.firstword.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The events of a turn, for one thread that waits for them. Each is delivered exactly once and in
 * order; lost connections are restored. Can be iterated once.
 *
 * <p>Close it to stop reading. The turn continues on the server for its disconnect grace: {@link
 * FirstwordClient#cancel} ends it. Every method that waits throws a {@link FirstwordException} if
 * the server refuses the request or cannot be reached, or when the deadline has passed.
 */
public final class TurnEvents implements Iterable<TurnEvent>, AutoCloseable {

  /** Events asked for ahead of the reader. */
  private static final int PREFETCH = 128;

  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final TurnSubscription subscription;
  private final Duration deadline;
  private @Nullable Signal next;
  private int taken;
  private volatile long lastEventId;
  private volatile boolean closed;

  /** What the reading thread waits for. */
  private sealed interface Signal permits Item, End {}

  private record Item(TurnEvent event) implements Signal {}

  private record End(@Nullable Throwable failure) implements Signal {}

  TurnEvents(TurnSource source, ClientSettings settings, TurnOptions options) {
    deadline = options.deadline();
    lastEventId = options.after();
    subscription = new TurnSubscription(source, settings, options, new Receiver());
  }

  /** Sends the request. */
  TurnEvents open() {
    subscription.start();
    subscription.request(PREFETCH);
    return this;
  }

  /** Waits until the server has given the turn its id, which is before its first event. */
  public String turnId() {
    CompletableFuture<String> id = subscription.turnId();
    try {
      return id.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw FirstwordException.interrupted(e);
    } catch (TimeoutException e) {
      throw FirstwordException.deadlineExceeded(deadline);
    } catch (ExecutionException e) {
      boolean unused = hasNext(); // Throws the reason.
      throw FirstwordException.connectionFailed("The turn has no id.", e.getCause());
    }
  }

  /**
   * The number of the last event that {@link #next} has returned. Another process reads on from
   * there: see {@link TurnOptions#after}.
   */
  public long lastEventId() {
    return lastEventId;
  }

  /** Returns an iterator over the events that {@link #next} has not returned yet. */
  @Override
  public Iterator<TurnEvent> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return TurnEvents.this.hasNext();
      }

      @Override
      public TurnEvent next() {
        return TurnEvents.this.next();
      }
    };
  }

  /** Waits for the next event. False after the end of the turn, and once this is closed. */
  public boolean hasNext() {
    if (closed) {
      return false;
    }
    if (next == null) {
      next = await();
    }
    if (next instanceof End end) {
      if (end.failure() instanceof FirstwordException failure) {
        throw failure;
      }
      if (end.failure() != null) {
        throw new IllegalStateException("The turn cannot be read.", end.failure());
      }
      return false;
    }
    return true;
  }

  private Signal await() {
    try {
      // The subscription ends at the deadline by itself. A second later, it no longer works.
      long nanos = deadline.plusSeconds(1).toNanos();
      Signal signal = signals.poll(nanos, TimeUnit.NANOSECONDS);
      return signal == null ? new End(FirstwordException.deadlineExceeded(deadline)) : signal;
    } catch (InterruptedException e) {
      throw FirstwordException.interrupted(e);
    }
  }

  /**
   * Waits for the next event and returns it.
   *
   * @throws NoSuchElementException after the end of the turn, and once this is closed
   */
  public TurnEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The turn has ended, or reading it was stopped.");
    }
    TurnEvent event = ((Item) Objects.requireNonNull(next)).event();
    next = null;
    taken++;
    if (taken == PREFETCH / 2) {
      taken = 0;
      subscription.request(PREFETCH / 2);
    }
    lastEventId = event.number();
    return event;
  }

  /**
   * Reads to the end and returns the answer.
   *
   * @throws FirstwordException also if the turn fails or is cancelled
   */
  public Answer readAnswer() {
    StringBuilder text = new StringBuilder();
    Optional<TurnEvent.Start> start = Optional.empty();
    while (hasNext()) {
      TurnEvent event = next();
      if (event instanceof TurnEvent.Start first) {
        start = Optional.of(first);
      } else if (event instanceof TurnEvent.Text chunk) {
        text.append(chunk.text());
      } else if (event instanceof TurnEvent.Discard discard) {
        text.setLength(Math.min(discard.kept(), text.length()));
      } else if (event instanceof TurnEvent.Failed failed) {
        throw failed.toException();
      } else if (event instanceof TurnEvent.Cancelled) {
        throw new FirstwordException(
            FirstwordException.CANCELLED, 0, "The turn was cancelled.", Action.RETRY, null);
      } else if (event instanceof TurnEvent.Done done) {
        String conversationId = start.map(TurnEvent.Start::conversationId).orElse("");
        return new Answer(
            turnId(), conversationId, text.toString(), done.finishReason(), done.usage());
      }
    }
    throw FirstwordException.connectionFailed("Reading stopped before the turn had ended.", null);
  }

  /** Closes the connection. A thread that waits for an event stops waiting. */
  @Override
  public void close() {
    closed = true;
    subscription.cancel();
    signals.add(new End(null));
  }

  /** Puts what arrives into the queue, which holds no more than was asked for. */
  private final class Receiver implements Flow.Subscriber<TurnEvent> {

    @Override
    public void onSubscribe(Flow.Subscription ignored) {}

    @Override
    public void onNext(TurnEvent event) {
      signals.add(new Item(event));
    }

    @Override
    public void onError(Throwable failure) {
      signals.add(new End(failure));
    }

    @Override
    public void onComplete() {
      signals.add(new End(null));
    }
  }
}
