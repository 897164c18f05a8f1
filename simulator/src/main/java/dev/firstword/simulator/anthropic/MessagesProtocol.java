package dev.firstword.simulator.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ParsedModelCall;
import dev.firstword.simulator.response.Protocol;
import dev.firstword.simulator.response.RequestJson;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Implements {@code POST /v1/messages} and {@code count_tokens}: authentication, API version and
 * request parsing.
 */
public final class MessagesProtocol implements Protocol {
  private final CacheDiagnostics diagnostics = new CacheDiagnostics();

  @Override
  public ParsedModelCall read(ApiRequest request) {
    try {
      PromptRequest prompt = parsePrompt(request, MessagesRequestReader.Purpose.ANSWER);
      Optional<JsonNode> compared =
          diagnostics.diagnose(
              json(request.body()), prompt, MessageEncoder.messageId(request.id()));
      return new ParsedModelCall.Accepted(
          prompt,
          (usage, thought) ->
              new MessageEncoder(
                  request.id(), prompt.model(), usage, thought, compared, prompt.tier()));
    } catch (AnthropicApiException e) {
      return new ParsedModelCall.Rejected(AnthropicErrorReplies.reply(e.error(), request.id()));
    }
  }

  /** Returns the number of tokens of a prompt, without calling a model. */
  public JsonReply countTokens(ApiRequest request) {
    try {
      PromptRequest prompt = parsePrompt(request, MessagesRequestReader.Purpose.COUNT);
      byte[] body =
          ("{\"input_tokens\":" + prompt.cacheablePrompt().tokens() + "}").getBytes(US_ASCII);
      return new JsonReply(200, Map.of("request-id", request.id()), body);
    } catch (AnthropicApiException e) {
      return AnthropicErrorReplies.reply(e.error(), request.id());
    }
  }

  @Override
  public JsonReply tooLarge(String requestId) {
    return AnthropicErrorReplies.reply(
        new AnthropicError(413, "request_too_large", "Request exceeds the maximum size"),
        requestId);
  }

  static ApiVersion authenticate(ApiRequest request) {
    boolean hasKey = request.header("x-api-key").isPresent() || request.hasBearerToken();
    if (!hasKey) {
      throw new AnthropicApiException(
          new AnthropicError(401, "authentication_error", "x-api-key header is required"));
    }
    return ApiVersion.of(request);
  }

  private static PromptRequest parsePrompt(
      ApiRequest request, MessagesRequestReader.Purpose purpose) {
    ApiVersion version = authenticate(request);
    return new MessagesRequestReader(request, version, purpose).read(json(request.body()));
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode read = RequestJson.MAPPER.readTree(body);
      if (!read.isObject()) {
        throw AnthropicApiException.invalid("The request body must be a JSON object");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw AnthropicApiException.invalid(
          "The request body is not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw AnthropicApiException.invalid("The request body is not valid JSON");
    }
  }
}
