package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.adapters.dialect.CallAddress;
import dev.firstword.adapters.dialect.EndpointDialect;
import dev.firstword.adapters.dialect.EndpointHeaders;
import dev.firstword.adapters.dialect.HttpStatusFailure;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderError;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.dialect.ThinkingBudget;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages API in version {@code 2023-06-01} with an {@code x-api-key} header, which
 * every service and gateway for this protocol supports. The later version adds nothing that is used
 * here. An endpoint's own headers take precedence, so that a bearer token or another version can be
 * configured.
 */
public final class AnthropicDialect extends EndpointDialect {

  private static final String VERSION = "2023-06-01";

  private final int maxEventBytes;

  /**
   * Creates the dialect for one endpoint.
   *
   * @param maxEventBytes the maximum data size of one event in bytes
   * @throws IllegalArgumentException if an address, key or header is invalid
   */
  public AnthropicDialect(ProviderEndpoint endpoint, int maxEventBytes) {
    super(CallAddress.of(endpoint.baseUri(), "/messages"), headers(endpoint));
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
  public Optional<OutgoingRequest> writePrime(ModelRequest request) {
    byte[] body =
        WireJson.write(json -> {
          json.writeStringField("model", WireJson.replaceLoneSurrogates(request.model()));
          json.writeNumberField("max_tokens", 0); // Only accepted without streaming.
          writePrompt(json, request);
        });
    return Optional.of(write(request, body));
  }

  @Override
  public Usage readUsage(byte[] body) throws IOException {
    return AnthropicUsage.parse(body);
  }

  @Override
  protected void writeFields(JsonGenerator json, ModelRequest request) throws IOException {
    json.writeStringField("model", WireJson.replaceLoneSurrogates(request.model()));
    json.writeNumberField("max_tokens", request.maxTokens() + thinkingTokens(request));
    json.writeBooleanField("stream", true);
    writeThinking(json, request);
    writePrompt(json, request);
  }

  private static int thinkingTokens(ModelRequest request) {
    return switch (request.thinkingControl()) {
      case ADAPTIVE -> ThinkingBudget.tokens(request.thinking());
      case BUDGET ->
          request.thinking().requiresThinking() ? ThinkingBudget.tokens(request.thinking()) : 0;
      case NONE, EFFORT -> 0;
    };
  }

  private static void writeThinking(JsonGenerator json, ModelRequest request) throws IOException {
    ThinkingOption thinking = request.thinking();
    boolean canBeTold =
        switch (request.thinkingControl()) {
          case ADAPTIVE, BUDGET -> true;
          case NONE, EFFORT -> false;
        };
    if (!canBeTold || thinking.equals(ThinkingOption.AUTO)) {
      return;
    }
    json.writeObjectFieldStart("thinking");
    if (!thinking.requiresThinking()) {
      json.writeStringField("type", "disabled");
      json.writeEndObject();
    } else if (request.thinkingControl() == ThinkingControl.BUDGET) {
      json.writeStringField("type", "enabled");
      json.writeNumberField("budget_tokens", ThinkingBudget.tokens(thinking));
      json.writeEndObject();
    } else {
      json.writeStringField("type", "adaptive");
      json.writeStringField("display", "summarized");
      json.writeEndObject();
      json.writeObjectFieldStart("output_config");
      json.writeStringField("effort", ThinkingBudget.effort(thinking));
      json.writeEndObject();
    }
  }

  private static void writePrompt(JsonGenerator json, ModelRequest request) throws IOException {
    Prompt prompt = request.prompt();
    CachePlan plan = request.cachePlan();
    if (!prompt.system().isEmpty()) {
      writeText(json, "system", prompt.system(), plan.ttlAt(0));
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
      writeText(json, "content", message.text(), plan.ttlAt(block));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * A breakpoint needs a content block; the provider treats a plain string as one block as well.
   */
  private static void writeText(
      JsonGenerator json, String field, String text, @Nullable CacheTtl ttl) throws IOException {
    if (ttl == null) {
      json.writeStringField(field, WireJson.replaceLoneSurrogates(text));
      return;
    }
    json.writeArrayFieldStart(field);
    json.writeStartObject();
    json.writeStringField("type", "text");
    json.writeStringField("text", WireJson.replaceLoneSurrogates(text));
    json.writeObjectFieldStart("cache_control");
    json.writeStringField("type", "ephemeral");
    json.writeStringField("ttl", ttl.wireName());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
  }

  @Override
  public ResponseTranslator translator(ListenerGate gate, String model) {
    return new AnthropicTranslator(gate, model, maxEventBytes);
  }

  @Override
  public ProviderFailure toFailure(int status, @Nullable Duration retryAfter, byte[] body) {
    ProviderError error = new ProviderError();
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      error.readDocument(json);
    } catch (IOException notJson) {
      // The status is sufficient.
    }
    String suffix = error.name() == null ? "" : ", " + error.name();
    return HttpStatusFailure.of(status, retryAfter, "HTTP " + status + suffix);
  }
}
