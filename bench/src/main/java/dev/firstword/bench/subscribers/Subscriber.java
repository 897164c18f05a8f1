package dev.firstword.bench.subscribers;

import dev.firstword.bench.client.HttpCall;
import dev.firstword.relay.blocking.TurnStreamReader;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One of thousands of readers of a turn. It keeps only a checksum of the events, which is equal for
 * readers that received the same events. Run by one thread; its results may be read once {@link
 * #finished} is complete.
 */
final class Subscriber implements Runnable {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final URI server;
  private final String turnId;
  private final CompletableFuture<Subscriber> connected = new CompletableFuture<>();
  private final CompletableFuture<Subscriber> finished = new CompletableFuture<>();
  private long checksum = FNV_OFFSET;
  private int events;
  private @Nullable String terminal;
  private @Nullable String violation;
  private long firstTextNanos;
  private long endNanos;

  Subscriber(URI server, String turnId) {
    this.server = server;
    this.turnId = turnId;
  }

  @Override
  public void run() {
    try (HttpCall call = HttpCall.follow(server, turnId, 0)) {
      if (call.status() != 200) {
        violation = "answered " + call.status();
        return;
      }
      TurnStreamReader reader = call.events();
      for (Optional<ReceivedEvent> event = reader.next();
          event.isPresent();
          event = reader.next()) {
        accept(event.get());
      }
      endNanos = System.nanoTime();
    } catch (IOException | RuntimeException e) {
      violation = e.toString();
    } finally {
      connected.completeExceptionally(new IllegalStateException("not connected: " + violation));
      finished.complete(this);
    }
  }

  private void accept(ReceivedEvent event) {
    events++;
    addToChecksum(Long.toString(event.id()));
    addToChecksum(event.data());
    connected.complete(this);
    if (firstTextNanos == 0 && event.data().startsWith("{\"type\":\"text\"")) {
      firstTextNanos = event.atNanos();
    }
    if (!event.data().startsWith("{\"type\":\"text\"") && event.isTerminal()) {
      terminal = event.type();
    }
  }

  /** FNV-1a (Fowler, Noll, Vo): cheap, and sensitive to every character and its position. */
  private void addToChecksum(String text) {
    for (int i = 0; i < text.length(); i++) {
      checksum = (checksum ^ text.charAt(i)) * FNV_PRIME;
    }
    checksum = (checksum ^ '\n') * FNV_PRIME;
  }

  /** Completes with the first event. */
  CompletableFuture<Subscriber> connected() {
    return connected;
  }

  /** Completes when the stream has ended, successfully or not. */
  CompletableFuture<Subscriber> finished() {
    return finished;
  }

  String turnId() {
    return turnId;
  }

  long checksum() {
    return checksum;
  }

  int events() {
    return events;
  }

  Optional<String> terminal() {
    return Optional.ofNullable(terminal);
  }

  Optional<String> violation() {
    return Optional.ofNullable(violation);
  }

  /** Returns the milliseconds from the first text to the end. */
  double textMs() {
    return (endNanos - firstTextNanos) / 1e6;
  }

  long endNanos() {
    return endNanos;
  }
}
