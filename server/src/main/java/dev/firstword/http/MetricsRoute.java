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
    access.forOperator(
        exchange,
        _ -> metrics.scrape(),
        text -> {
          if (!exchange.response().headWritten()) {
            exchange
                .response()
                .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                .putHeader("cache-control", "no-store")
                .putHeader("x-content-type-options", "nosniff")
                .end(Buffer.buffer(text));
          }
        });
  }
}
