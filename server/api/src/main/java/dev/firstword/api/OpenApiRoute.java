package dev.firstword.api;

import dev.firstword.relay.server.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Serves the OpenAPI description of the server. */
final class OpenApiRoute {

  private static final String PATH = "/openapi.json";
  private static final String RESOURCE = "openapi.json";

  private OpenApiRoute() {}

  static void addTo(Routes routes) {
    byte[] document = read();
    routes.add(HttpMethod.GET, PATH, (context, _) -> context.sendJson(200, document));
  }

  private static byte[] read() {
    try (InputStream in = OpenApiRoute.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the program has no " + RESOURCE);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
