package dev.firstword.adapters.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.relay.client.ProviderFailure;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completions API, as implemented by OpenAI, Azure, Ollama, vLLM, llama.cpp and
 * OpenRouter.
 */
public final class OpenAiDialect extends EndpointDialect {

  private static final int CACHE_KEY_BYTES = 16;

  private final String maxTokensField;
  private final boolean isOpenAi;
  private final int maxEventBytes;

  /**
   * Creates the dialect for one endpoint.
   *
   * @param maxEventBytes the maximum data size of one event in bytes
   * @throws IllegalArgumentException if an address, key or header is invalid
   */
  public OpenAiDialect(ProviderEndpoint endpoint, int maxEventBytes) {
    super(CallAddress.of(endpoint.baseUri(), "/chat/completions"), headers(endpoint));
    this.maxEventBytes = maxEventBytes;
    // OpenAI's newer models reject the old name; most other servers know only that.
    String host = address().uri().getHost().toLowerCase(Locale.ROOT);
    isOpenAi = host.endsWith(".openai.com") || host.endsWith(".openai.azure.com");
    this.maxTokensField = isOpenAi ? "max_completion_tokens" : "max_tokens";
  }

  private static EndpointHeaders headers(ProviderEndpoint endpoint) {
    EndpointHeaders headers = new EndpointHeaders();
    if (endpoint.apiKey() != null) {
      headers.set("authorization", "Bearer " + endpoint.apiKey().strip());
    }
    return headers.setAll(endpoint.headers());
  }

  @Override
  protected void writeFields(JsonGenerator json, ModelRequest request) throws IOException {
    Prompt prompt = request.prompt();
    json.writeStringField("model", WireJson.replaceLoneSurrogates(request.model()));
    boolean takesEffort = request.thinkingControl() == ThinkingControl.EFFORT;
    ThinkingOption thinking = request.thinking();
    json.writeNumberField(
        maxTokensField, request.maxTokens() + (takesEffort ? ThinkingBudget.tokens(thinking) : 0));
    if (takesEffort && !thinking.equals(ThinkingOption.AUTO)) {
      json.writeStringField(
          "reasoning_effort",
          thinking.requiresThinking() ? ThinkingBudget.effort(thinking) : "none");
    }
    json.writeBooleanField("stream", true);
    json.writeObjectFieldStart("stream_options");
    json.writeBooleanField("include_usage", true);
    json.writeEndObject();
    if (isOpenAi && !prompt.scope().equals(CacheScope.DEFAULT)) {
      // Other servers may reject it. OpenAI routes requests with the same key to where their prefix
      // is cached.
      json.writeStringField("prompt_cache_key", cacheKey(prompt.scope()));
    }
    json.writeArrayFieldStart("messages");
    if (!prompt.system().isEmpty()) {
      writeMessage(json, "system", prompt.system());
    }
    for (PromptMessage message : prompt.messages()) {
      String role =
          switch (message.role()) {
            case USER -> "user";
            case ASSISTANT -> "assistant";
          };
      writeMessage(json, role, message.text());
    }
    json.writeEndArray();
  }

  /** Hashed so that it reveals neither the tenant nor anything about a user. */
  private static String cacheKey(CacheScope scope) {
    byte[] identity = (scope.tenant() + '\n' + scope.profile()).getBytes(UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity);
      return HexFormat.of().formatHex(digest, 0, CACHE_KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void writeMessage(JsonGenerator json, String role, String text)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("role", role);
    json.writeStringField("content", WireJson.replaceLoneSurrogates(text));
    json.writeEndObject();
  }

  @Override
  public ResponseTranslator translator(ListenerGate gate, String model) {
    return new OpenAiTranslator(gate, model, maxEventBytes);
  }

  @Override
  public ProviderFailure toFailure(int status, @Nullable Duration retryAfter, byte[] body) {
    ProviderError error = new ProviderError();
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      error.readDocument(json);
    } catch (IOException notJson) {
      // The status is sufficient.
    }
    if (status == 429 && error.isSpendCap()) {
      return HttpStatusFailure.of(429, null, "HTTP 429, the account's quota is spent");
    }
    // Unlike Anthropic, these servers omit the header even for plain rate limits.
    Duration effectiveRetryAfter =
        status == 429 && retryAfter == null ? ProviderError.DEFAULT_RETRY_AFTER : retryAfter;
    return HttpStatusFailure.of(status, effectiveRetryAfter, "HTTP " + status);
  }
}
