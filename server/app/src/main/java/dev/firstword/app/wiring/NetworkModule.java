package dev.firstword.app.wiring;

import dev.firstword.operations.metrics.Incident;
import dev.firstword.operations.metrics.Incidents;
import dev.firstword.relay.client.Transport;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.client.VertxTransport;
import dev.firstword.relay.server.HandshakeTimeoutTransport;
import dev.firstword.relay.server.HttpTimeouts;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The event loops, and the connections to providers that run on them.
 *
 * @param loops the number of event loops
 */
record NetworkModule(Vertx vertx, Transport transport, int loops) {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  static NetworkModule start(HttpTimeouts timeouts, Incidents incidents, Lifecycle lifecycle) {
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(loops))
            .withTransport(new HandshakeTimeoutTransport(timeouts))
            .build();
    lifecycle.onClose("event loops", () -> close(vertx));
    Transport transport =
        new VertxTransport(
            vertx,
            TransportSettings.DEFAULTS,
            (origin, waited) ->
                incidents.add(Incident.Kind.COLD_CONNECTION, waited.toNanos() / 1e6, origin));
    return new NetworkModule(vertx, lifecycle.add("transport", transport), loops);
  }

  private static void close(Vertx vertx) throws Exception {
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
