package dev.firstword.adapters.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstword.adapters.dialect.EndpointDialect;
import dev.firstword.adapters.dialect.EndpointHeaders;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.OpenAiService;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.dialect.ResumePoint;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.relay.client.OutgoingRequest;
import java.io.IOException;
import java.util.Map;

/**
 * OpenAI's Responses API. Each request has the whole conversation, with the reasoning of earlier
 * calls in encrypted form, so nothing is stored at the provider, except for an answer in the
 * background.
 */
public final class ResponsesDialect extends EndpointDialect {

  /**
   * Some events repeat the whole answer, with the instructions and the definitions of all tools.
   * Other events are as small as in other protocols.
   */
  private static final int WHOLE_RESPONSE_EVENTS = 16;

  private final boolean isOpenAi;
  private final boolean isBackground;
  private final int maxEventBytes;

  /**
   * Creates the dialect for one endpoint.
   *
   * @param maxEventBytes the maximum data size in bytes of an event that does not repeat the answer
   * @throws IllegalArgumentException if an address, key or header is invalid
   */
  public ResponsesDialect(ProviderEndpoint endpoint, int maxEventBytes) {
    super(endpoint, "/responses", EndpointHeaders.withBearerToken(endpoint));
    this.isBackground = endpoint.background();
    this.isOpenAi = OpenAiService.isAt(address().uri());
    this.maxEventBytes = Math.multiplyExact(maxEventBytes, WHOLE_RESPONSE_EVENTS);
  }

  @Override
  public ModelApi api() {
    return ModelApi.RESPONSES;
  }

  @Override
  protected void writeFields(JsonGenerator json, ModelRequest request) throws IOException {
    writeModel(json, request);
    json.writeBooleanField("stream", true);
    json.writeBooleanField("store", isBackground);
    if (isBackground) {
      json.writeBooleanField("background", true);
    }
    ResponsesOptions.write(json, request);
    if (isOpenAi) {
      OpenAiService.writeCacheKey(json, request.prompt().scope());
    }
    ResponsesPrompt.write(json, request);
  }

  /** Nothing is stored, so thoughts can only be handed back in encrypted form. */
  @Override
  protected Map<String, String> passthroughFields(ModelRequest request) {
    return request.thinking().control() == ThinkingControl.EFFORT
        ? Map.of("include", "[\"reasoning.encrypted_content\"]")
        : Map.of();
  }

  @Override
  public ResponseTranslator translator(ListenerGate gate, String model) {
    return new ResponsesTranslator(gate, model, maxEventBytes, isBackground);
  }

  @Override
  public boolean answersInBackground() {
    return isBackground;
  }

  @Override
  public OutgoingRequest writeResume(ResumePoint point) {
    return get(
        address()
            .below("/" + point.responseId(), "stream=true&starting_after=" + point.sequence()));
  }

  @Override
  public OutgoingRequest writeStop(ResumePoint point) {
    return post(address().below("/" + point.responseId() + "/cancel", ""));
  }
}
