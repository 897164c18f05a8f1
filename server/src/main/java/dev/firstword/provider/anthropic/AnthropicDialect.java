package dev.firstword.provider.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.prompt.CacheLife;
import dev.firstword.prompt.CachePlan;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderEndpoint;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.dialect.CallAddress;
import dev.firstword.provider.dialect.HeaderValues;
import dev.firstword.provider.dialect.ListenerGate;
import dev.firstword.provider.dialect.ResponseTranslator;
import dev.firstword.provider.dialect.StatusFailure;
import dev.firstword.provider.dialect.WireDialect;
import dev.firstword.provider.dialect.WireJson;
import dev.firstword.provider.transport.OutgoingCall;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages API in its version {@code 2023-06-01} with an {@code x-api-key} header: what
 * every service and gateway that speaks this protocol knows. The later version adds nothing that is
 * used here. An endpoint's own headers go over these, so that a bearer token or another version can
 * be configured.
 */
public final class AnthropicDialect implements WireDialect {

  private static final String VERSION = "2023-06-01";

  private final CallAddress address;
  private final HeaderValues headers;
  private final int eventLimit;

  /**
   * Speaks to one endpoint.
   *
   * @param eventLimit the most bytes of data that one event may have
   * @throws IllegalArgumentException for an address, key or header that cannot be used
   */
  public AnthropicDialect(ProviderEndpoint endpoint, int eventLimit) {
    this.address = CallAddress.of(endpoint.baseUri(), "/messages");
    this.eventLimit = eventLimit;
    HeaderValues values = new HeaderValues().with("anthropic-version", VERSION);
    if (endpoint.key() != null) {
      values.with("x-api-key", endpoint.key());
    }
    this.headers = values.withAll(endpoint.headers());
  }

  @Override
  public CallAddress address() {
    return address;
  }

  @Override
  public OutgoingCall write(ModelRequest request) {
    byte[] body = WireJson.write(json -> writeMembers(json, request));
    return new OutgoingCall(address.uri(), headers.of(request.traceparent()), body);
  }

  @Override
  public Optional<OutgoingCall> writePrime(ModelRequest request) {
    byte[] body =
        WireJson.write(json -> {
          json.writeStringField("model", WireJson.wellFormed(request.model()));
          json.writeNumberField("max_tokens", 0); // Which it takes unstreamed alone.
          writePrompt(json, request);
        });
    return Optional.of(new OutgoingCall(address.uri(), headers.of(request.traceparent()), body));
  }

  @Override
  public Usage readUsage(byte[] body) throws IOException {
    return AnthropicUsage.ofWhole(body);
  }

  private static void writeMembers(JsonGenerator json, ModelRequest request) throws IOException {
    json.writeStringField("model", WireJson.wellFormed(request.model()));
    json.writeNumberField("max_tokens", request.maxTokens());
    json.writeBooleanField("stream", true);
    writePrompt(json, request);
  }

  private static void writePrompt(JsonGenerator json, ModelRequest request) throws IOException {
    Prompt prompt = request.prompt();
    CachePlan plan = request.cachePlan();
    if (!prompt.system().isEmpty()) {
      writeText(json, "system", prompt.system(), plan.lifeAt(0));
    }
    json.writeArrayFieldStart("messages");
    int block = 0;
    for (PromptMessage message : prompt.messages()) {
      block++;
      json.writeStartObject();
      json.writeStringField(
          "role",
          switch (message.role()) {
            case USER -> "user";
            case ASSISTANT -> "assistant";
          });
      writeText(json, "content", message.text(), plan.lifeAt(block));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** A mark needs a block to stand on; to the provider a bare text is one block as well. */
  private static void writeText(
      JsonGenerator json, String member, String text, @Nullable CacheLife kept) throws IOException {
    if (kept == null) {
      json.writeStringField(member, WireJson.wellFormed(text));
      return;
    }
    json.writeArrayFieldStart(member);
    json.writeStartObject();
    json.writeStringField("type", "text");
    json.writeStringField("text", WireJson.wellFormed(text));
    json.writeObjectFieldStart("cache_control");
    json.writeStringField("type", "ephemeral");
    json.writeStringField("ttl", kept.wireName());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
  }

  @Override
  public ResponseTranslator translator(ListenerGate gate) {
    return new AnthropicTranslator(gate, eventLimit);
  }

  @Override
  public ProviderFailure refusal(int status, @Nullable Duration retryAfter, byte[] body) {
    ErrorType type = ErrorType.UNKNOWN;
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      type = ErrorType.readFrom(json);
    } catch (IOException notJson) {
      // The status says enough.
    }
    String named = type == ErrorType.UNKNOWN ? "" : ", " + type.wireName();
    return StatusFailure.of(status, retryAfter, "HTTP " + status + named);
  }
}
