package dev.firstword.http;

import dev.firstword.monitor.Metrics;
import io.vertx.core.buffer.Buffer;

/** {@code GET /metrics}: the server's figures, for Prometheus. */
final class MetricsRoute {

  private final Metrics metrics;
  private final Access access;

  MetricsRoute(Metrics metrics, Access access) {
    this.metrics = metrics;
    this.access = access;
  }

  void handle(Exchange exchange, String id) {
    String mediaType = Metrics.mediaType(exchange.header("accept"));
    access.forOperator(
        exchange,
        _ -> metrics.scrape(mediaType),
        figures -> {
          if (!exchange.response().headWritten()) {
            exchange
                .response()
                .putHeader("content-type", mediaType)
                .putHeader("cache-control", "no-store")
                .putHeader("x-content-type-options", "nosniff")
                .end(Buffer.buffer(figures));
          }
        });
  }
}
