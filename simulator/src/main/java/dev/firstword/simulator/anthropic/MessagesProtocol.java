package dev.firstword.simulator.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstword.simulator.playback.Incoming;
import dev.firstword.simulator.playback.Protocol;
import dev.firstword.simulator.playback.Reading;
import dev.firstword.simulator.playback.Reply;
import dev.firstword.simulator.prompt.Ask;
import java.io.IOException;
import java.util.Map;

/** {@code POST /v1/messages} and its {@code count_tokens}: who asks, in which version, and what. */
public final class MessagesProtocol implements Protocol {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Reading read(Incoming request) {
    try {
      Ask ask = readAsk(request, MessagesReader.Purpose.ANSWER);
      return new Reading.Understood(
          ask, usage -> new MessageEvents(request.id(), ask.model(), usage));
    } catch (RefusedException e) {
      return new Reading.Rejected(AnthropicErrors.reply(e.refusal(), request.id()));
    }
  }

  /** Answers how many tokens a prompt has, without asking a model. */
  public Reply countTokens(Incoming request) {
    try {
      Ask ask = readAsk(request, MessagesReader.Purpose.COUNT);
      byte[] body = ("{\"input_tokens\":" + ask.cacheable().tokens() + "}").getBytes(US_ASCII);
      return new Reply(200, Map.of("request-id", request.id()), body);
    } catch (RefusedException e) {
      return AnthropicErrors.reply(e.refusal(), request.id());
    }
  }

  @Override
  public Reply tooLarge(String requestId) {
    return AnthropicErrors.reply(
        new Refusal(413, "request_too_large", "Request exceeds the maximum size"), requestId);
  }

  static ApiVersion admit(Incoming request) {
    boolean keyed = request.header("x-api-key").isPresent() || request.hasBearer();
    if (!keyed) {
      throw new RefusedException(
          new Refusal(401, "authentication_error", "x-api-key header is required"));
    }
    return ApiVersion.of(request);
  }

  private static Ask readAsk(Incoming request, MessagesReader.Purpose purpose) {
    ApiVersion version = admit(request);
    return new MessagesReader(request, version, purpose).read(json(request.body()));
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode read = JSON.readTree(body);
      if (!read.isObject()) {
        throw RefusedException.invalid("The request body must be a JSON object");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw RefusedException.invalid(
          "The request body is not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw RefusedException.invalid("The request body is not valid JSON");
    }
  }
}
