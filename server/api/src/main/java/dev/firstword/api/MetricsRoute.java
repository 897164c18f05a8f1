package dev.firstword.api;

import dev.firstword.operations.metrics.Metrics;

/** {@code GET /metrics}: the server's metrics, for Prometheus. */
final class MetricsRoute {

  private final Metrics metrics;
  private final RequestAuthorizer authorizer;

  MetricsRoute(Metrics metrics, RequestAuthorizer authorizer) {
    this.metrics = metrics;
    this.authorizer = authorizer;
  }

  void handle(RequestContext context, String id) {
    String mediaType = Metrics.negotiateMediaType(context.header("accept"));
    authorizer.forOperator(
        context,
        _ -> metrics.scrape(mediaType),
        body -> {
          if (!context.response().isHeadWritten()) {
            context
                .response()
                .header("content-type", mediaType)
                .header("cache-control", "no-store")
                .header("x-content-type-options", "nosniff")
                .end(body);
          }
        });
  }
}
