package dev.firstword.api;

import dev.firstword.relay.server.HttpMethod;
import java.util.concurrent.ExecutorService;

/** Serves the OpenAPI description of the server. */
final class OpenApiRoute {

  private static final String PATH = "/openapi.json";

  private OpenApiRoute() {}

  static void addTo(Routes routes, ExecutorService virtualThreads) {
    routes.add(
        HttpMethod.GET,
        PATH,
        (context, _) ->
            context.runBlocking(
                virtualThreads,
                OpenApiDocument::bytes,
                document -> context.sendJson(200, document)));
  }
}
