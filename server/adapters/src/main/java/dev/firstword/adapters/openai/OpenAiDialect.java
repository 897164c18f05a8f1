package dev.firstword.adapters.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstword.adapters.dialect.EndpointDialect;
import dev.firstword.adapters.dialect.EndpointHeaders;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.OpenAiService;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingPlan;
import java.io.IOException;

/**
 * OpenAI's chat completions API, as implemented by OpenAI, Azure, Ollama, vLLM, llama.cpp and
 * OpenRouter.
 */
public final class OpenAiDialect extends EndpointDialect {

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
    super(endpoint, "/chat/completions", EndpointHeaders.withBearerToken(endpoint));
    this.maxEventBytes = maxEventBytes;
    // OpenAI's newer models reject the old name; most other servers know only that.
    isOpenAi = OpenAiService.isAt(address().uri());
    maxTokensField = isOpenAi ? "max_completion_tokens" : "max_tokens";
  }

  @Override
  public ModelApi api() {
    return isOpenAi ? ModelApi.OPENAI_CHAT_COMPLETIONS : ModelApi.CHAT_COMPLETIONS;
  }

  @Override
  protected void writeFields(JsonGenerator json, ModelRequest request) throws IOException {
    writeModel(json, request);
    ThinkingPlan thinking = request.thinking();
    json.writeNumberField(maxTokensField, request.maxTokens() + thinking.reservedTokens());
    if (thinking.control() == ThinkingControl.EFFORT && thinking.fields().effortName() != null) {
      json.writeStringField("reasoning_effort", thinking.fields().effortName());
    }
    json.writeBooleanField("stream", true);
    json.writeObjectFieldStart("stream_options");
    json.writeBooleanField("include_usage", true);
    json.writeEndObject();
    if (isOpenAi) {
      OpenAiService.writeCacheKey(json, request.prompt().scope());
    }
    ChatOptions.write(json, request.options());
    ChatPrompt.write(json, request, isOpenAi);
  }

  @Override
  public ResponseTranslator translator(ListenerGate gate, String model) {
    return new OpenAiTranslator(gate, model, maxEventBytes);
  }
}
