package dev.firstword.bench.cluster;

import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ResponseListener;
import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.relay.sse.TurnStreamDecoder;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one turn and keeps when each of its events arrived, and a digest of them. Confined to its
 * connection's event loop until {@link #end} is complete, except for the times.
 */
final class TurnReader implements TurnStreamDecoder.Listener, ResponseListener {

  private static final int INITIAL_EVENTS = 64;

  private final TurnStreamDecoder decoder = new TurnStreamDecoder(this);
  private final long requestedNanos;
  private final CompletableFuture<String> turnId = new CompletableFuture<>();
  private final CompletableFuture<TurnReader> end = new CompletableFuture<>();
  private long[] arrivals = new long[INITIAL_EVENTS];
  private int status = 200;
  private long digest;
  private boolean hasEnded;
  private @Nullable String violation;
  private volatile int lastId;

  /**
   * Creates a reader.
   *
   * @param requestedNanos when its request should have been sent
   */
  TurnReader(long requestedNanos) {
    this.requestedNanos = requestedNanos;
  }

  @Override
  public void onHead(int code, Function<String, @Nullable String> header) {
    status = code;
  }

  @Override
  public void onBytes(byte[] bytes, int offset, int length) {
    if (status == 200) {
      decoder.feed(bytes, offset, length);
    }
  }

  @Override
  public void onReadComplete() {}

  @Override
  public void onEvent(ReceivedEvent event) {
    int id = (int) event.id();
    if (id != lastId + 1) {
      onViolation("event " + id + " follows event " + lastId);
      return;
    }
    if (id >= arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, 2 * arrivals.length);
    }
    arrivals[id] = event.atNanos();
    digest = 31 * digest + event.data().hashCode();
    if (id == 1) {
      turnId.complete(event.field("turn_id"));
    }
    hasEnded = event.isTerminal();
    lastId = id; // Publishes the arrival.
  }

  @Override
  public void onDone() {}

  @Override
  public void onViolation(String description) {
    if (violation == null) {
      violation = description;
    }
  }

  @Override
  public void onEnd() {
    if (status != 200) {
      onViolation("refused with " + status);
    } else if (!hasEnded) {
      onViolation("the stream stopped after event " + lastId);
    }
    finish();
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    onViolation("lost: " + failure);
    finish();
  }

  private void finish() {
    turnId.completeExceptionally(new IllegalStateException("no start: " + violation));
    end.complete(this);
  }

  /** Completes with the id of the turn when its first event arrives; fails if none does. */
  CompletableFuture<String> turnId() {
    return turnId;
  }

  /** Completes when the stream has ended, successfully or not. */
  CompletableFuture<TurnReader> end() {
    return end;
  }

  /** Returns the id of the newest event, which is also their number. Callable from any thread. */
  int lastId() {
    return lastId;
  }

  /** Returns when an event arrived; only after the end. */
  long arrivedNanos(int id) {
    return arrivals[id];
  }

  long requestedNanos() {
    return requestedNanos;
  }

  /** Whether the turn was received whole, each event once. */
  boolean isComplete() {
    return violation == null && hasEnded;
  }

  /** Whether two readers received the same events. */
  boolean receivedTheSameAs(TurnReader other) {
    return lastId == other.lastId && digest == other.digest;
  }

  /** Returns the first violation, or null. */
  @Nullable String violation() {
    return violation;
  }
}
