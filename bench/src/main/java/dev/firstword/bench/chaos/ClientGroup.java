package dev.firstword.bench.chaos;

import dev.firstword.bench.client.TurnClient;
import dev.firstword.relay.sse.ReceivedEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Operations on groups of clients. */
final class ClientGroup {

  private ClientGroup() {}

  /** Starts each client on its own virtual thread. */
  static void start(List<TurnClient> clients) {
    clients.forEach(Thread::startVirtualThread);
  }

  /** Blocks until the future has completed for all clients, successfully or not. */
  static void await(
      List<TurnClient> clients, Function<TurnClient, CompletableFuture<?>> moment, Duration timeout)
      throws Exception {
    CompletableFuture.allOf(clients.stream().map(moment).toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns the events as on the wire, for comparison. */
  static List<String> wireLines(List<ReceivedEvent> events) {
    return events.stream().map(event -> event.id() + " " + event.data()).toList();
  }

  /** Returns the type of the terminal event, or "nothing". */
  static String terminalType(TurnClient client) {
    return client.terminal().map(ReceivedEvent::type).orElse("nothing");
  }

  /** Returns the client's name for printed messages. */
  static String name(TurnClient client) {
    String key = String.valueOf(client.request().key());
    return client.isAcknowledged() ? key + " " + client.turnId() : key;
  }
}
