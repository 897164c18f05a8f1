package dev.firstword.bench.crowd;

import dev.firstword.bench.client.Call;
import dev.firstword.bench.client.Event;
import dev.firstword.bench.client.EventReader;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a turn among thousands: keeps of what it hears nothing but a sum, which is the same
 * for readers that heard the same. One thread runs it; its figures may be read once {@link #over}
 * is complete.
 */
final class Follower implements Runnable {

  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private final URI server;
  private final String turnId;
  private final CompletableFuture<Follower> connected = new CompletableFuture<>();
  private final CompletableFuture<Follower> over = new CompletableFuture<>();
  private long sum = OFFSET;
  private int events;
  private @Nullable String terminal;
  private @Nullable String fault;
  private long firstTextNanos;
  private long endNanos;

  Follower(URI server, String turnId) {
    this.server = server;
    this.turnId = turnId;
  }

  @Override
  public void run() {
    try (Call call = Call.follow(server, turnId, 0)) {
      if (call.status() != 200) {
        fault = "answered " + call.status();
        return;
      }
      EventReader reader = call.events();
      for (Optional<Event> event = reader.next(); event.isPresent(); event = reader.next()) {
        hear(event.get());
      }
      endNanos = System.nanoTime();
    } catch (IOException | RuntimeException e) {
      fault = e.toString();
    } finally {
      connected.completeExceptionally(new IllegalStateException("not connected: " + fault));
      over.complete(this);
    }
  }

  private void hear(Event event) {
    events++;
    add(Long.toString(event.id()));
    add(event.data());
    connected.complete(this);
    if (firstTextNanos == 0 && event.data().startsWith("{\"type\":\"text\"")) {
      firstTextNanos = event.atNanos();
    }
    if (!event.data().startsWith("{\"type\":\"text\"") && event.isTerminal()) {
      terminal = event.type();
    }
  }

  /** FNV-1a, by Fowler, Noll and Vo: cheap, and sees every character and its place. */
  private void add(String text) {
    for (int i = 0; i < text.length(); i++) {
      sum = (sum ^ text.charAt(i)) * PRIME;
    }
    sum = (sum ^ '\n') * PRIME;
  }

  /** Completes with the first event. */
  CompletableFuture<Follower> connected() {
    return connected;
  }

  /** Completes when the stream is over, well or not. */
  CompletableFuture<Follower> over() {
    return over;
  }

  String turnId() {
    return turnId;
  }

  long sum() {
    return sum;
  }

  int events() {
    return events;
  }

  Optional<String> terminal() {
    return Optional.ofNullable(terminal);
  }

  Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** From the first text to the end, in milliseconds. */
  double textMs() {
    return (endNanos - firstTextNanos) / 1e6;
  }

  long endNanos() {
    return endNanos;
  }
}
