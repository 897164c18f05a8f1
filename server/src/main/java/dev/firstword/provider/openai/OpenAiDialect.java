package dev.firstword.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.prompt.CacheScope;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderEndpoint;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.dialect.CallAddress;
import dev.firstword.provider.dialect.HeaderValues;
import dev.firstword.provider.dialect.ListenerGate;
import dev.firstword.provider.dialect.ResponseTranslator;
import dev.firstword.provider.dialect.WireDialect;
import dev.firstword.provider.dialect.WireJson;
import dev.firstword.provider.transport.OutgoingCall;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completions, as OpenAI, Azure, Ollama, vLLM, llama.cpp and OpenRouter serve them.
 */
public final class OpenAiDialect implements WireDialect {

  private static final int CACHE_KEY_BYTES = 16;

  private final CallAddress address;
  private final HeaderValues headers;
  private final String lengthMember;
  private final boolean isOpenAi;
  private final int eventLimit;

  /**
   * Speaks to one endpoint.
   *
   * @param eventLimit the most bytes of data that one event may have
   * @throws IllegalArgumentException for an address, key or header that cannot be used
   */
  public OpenAiDialect(ProviderEndpoint endpoint, int eventLimit) {
    this.address = CallAddress.of(endpoint.baseUri(), "/chat/completions");
    this.eventLimit = eventLimit;
    HeaderValues values = new HeaderValues();
    if (endpoint.key() != null) {
      values.with("authorization", "Bearer " + endpoint.key().strip());
    }
    this.headers = values.withAll(endpoint.headers());
    // OpenAI's newer models refuse the old name; most other servers know no other.
    String host = address.uri().getHost().toLowerCase(Locale.ROOT);
    isOpenAi = host.endsWith(".openai.com") || host.endsWith(".openai.azure.com");
    this.lengthMember = isOpenAi ? "max_completion_tokens" : "max_tokens";
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

  private void writeMembers(JsonGenerator json, ModelRequest request) throws IOException {
    Prompt prompt = request.prompt();
    json.writeStringField("model", WireJson.wellFormed(request.model()));
    json.writeNumberField(lengthMember, request.maxTokens());
    json.writeBooleanField("stream", true);
    json.writeObjectFieldStart("stream_options");
    json.writeBooleanField("include_usage", true);
    json.writeEndObject();
    if (isOpenAi && !prompt.scope().equals(CacheScope.PLAIN)) {
      // Others may refuse it. Requests of one key are served where their beginning is kept.
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

  /** Says nothing to a stranger about whose it is, and nothing at all about a person. */
  private static String cacheKey(CacheScope scope) {
    byte[] whose = (scope.tenant() + '\n' + scope.profile()).getBytes(UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(whose);
      return HexFormat.of().formatHex(digest, 0, CACHE_KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void writeMessage(JsonGenerator json, String role, String text)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("role", role);
    json.writeStringField("content", WireJson.wellFormed(text));
    json.writeEndObject();
  }

  @Override
  public ResponseTranslator translator(ListenerGate gate) {
    return new OpenAiTranslator(gate, eventLimit);
  }

  @Override
  public ProviderFailure refusal(int status, @Nullable Duration retryAfter, byte[] body) {
    ErrorObject error = new ErrorObject();
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      error.readDocument(json);
    } catch (IOException notJson) {
      // The status says enough.
    }
    return error.asRefusal(status, retryAfter);
  }
}
