package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.dialect.WireDialect;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ResponseLimits;
import java.net.URI;
import java.util.Map;

/** What dialects write, as JSON whose fields keep their order. */
final class WrittenRequests {

  private static final JsonMapper MAPPER = new JsonMapper();

  private WrittenRequests() {}

  static WireDialect dialect(Dialect dialect, String base) {
    return Providers.dialect(
        new ProviderEndpoint("it", dialect, URI.create(base), "secret", Map.of()),
        ResponseLimits.DEFAULTS);
  }

  /** Returns a body as sent. */
  static String body(Dialect dialect, String base, ModelRequest request) {
    return new String(dialect(dialect, base).write(request).body(), UTF_8);
  }

  static String body(Dialect dialect, ModelRequest request) {
    return body(dialect, "https://host", request);
  }

  /** Returns a field of a body; empty if it is absent. */
  static String field(String body, String name) throws JsonProcessingException {
    return MAPPER.readTree(body).path(name).toString();
  }

  /** Returns a JSON text without its layout. */
  static String compact(String json) throws JsonProcessingException {
    return MAPPER.readTree(json).toString();
  }
}
