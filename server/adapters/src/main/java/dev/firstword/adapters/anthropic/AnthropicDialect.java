package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstword.adapters.dialect.EndpointDialect;
import dev.firstword.adapters.dialect.EndpointHeaders;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.model.ModelCapabilities.Display;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Anthropic's Messages API in version {@code 2023-06-01} with an {@code x-api-key} header, which
 * every service and gateway for this protocol supports. The later version adds nothing that is used
 * here. An endpoint's own headers take precedence, so that a bearer token or another version can be
 * configured.
 */
public final class AnthropicDialect extends EndpointDialect {

  private static final String VERSION = "2023-06-01";

  /** Without this feature, the display {@code updates} is refused. */
  private static final String UPDATES_FEATURE = "thinking-display-updates-2026-08-18";

  private final int maxEventBytes;

  /**
   * Creates the dialect for one endpoint.
   *
   * @param maxEventBytes the maximum data size of one event in bytes
   * @throws IllegalArgumentException if an address, key or header is invalid
   */
  public AnthropicDialect(ProviderEndpoint endpoint, int maxEventBytes) {
    super(endpoint, "/messages", headers(endpoint));
    this.maxEventBytes = maxEventBytes;
  }

  private static EndpointHeaders headers(ProviderEndpoint endpoint) {
    EndpointHeaders headers = new EndpointHeaders().set("anthropic-version", VERSION);
    if (endpoint.apiKey() != null) {
      headers.set("x-api-key", endpoint.apiKey());
    }
    return headers.setAll(endpoint.headers());
  }

  @Override
  public ModelApi api() {
    return ModelApi.MESSAGES;
  }

  @Override
  public Optional<OutgoingRequest> writePrime(ModelRequest request) {
    byte[] body =
        WireJson.write(json -> {
          writeModel(json, request);
          json.writeNumberField("max_tokens", 0); // Only accepted without streaming.
          AnthropicOptions.writeTools(json, request); // Part of what is cached.
          AnthropicPrompt.write(json, request);
        });
    return Optional.of(write(request, body));
  }

  @Override
  public Usage readUsage(byte[] body) throws IOException {
    return AnthropicUsage.parse(body);
  }

  @Override
  protected void writeFields(JsonGenerator json, ModelRequest request) throws IOException {
    writeModel(json, request);
    json.writeNumberField("max_tokens", request.maxTokens() + request.thinking().reservedTokens());
    json.writeBooleanField("stream", true);
    AnthropicOptions.write(json, request);
    AnthropicPrompt.write(json, request);
  }

  @Override
  protected boolean marksCache(ModelRequest request) {
    return !request.cachePlan().breakpoints().isEmpty();
  }

  @Override
  protected Map<String, String> featureHeaders(ModelRequest request) {
    return writesNotes(request) ? Map.of("anthropic-beta", UPDATES_FEATURE) : Map.of();
  }

  private static boolean writesNotes(ModelRequest request) {
    return request.thinking().fields().display() == Display.UPDATES;
  }

  @Override
  public ResponseTranslator translator(ListenerGate gate, String model) {
    return new AnthropicTranslator(gate, model, maxEventBytes);
  }

  @Override
  public ResponseTranslator translator(ListenerGate gate, ModelRequest request) {
    return new AnthropicTranslator(gate, request.model(), maxEventBytes, writesNotes(request));
  }
}
