package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ParsedModelCall;
import dev.firstword.simulator.response.Protocol;
import java.util.Optional;

/**
 * Implements {@code POST /v1/responses} and {@code input_tokens}.
 *
 * <p>Nothing is stored but what is answered in the background, whatever {@code store} says: a
 * conversation has to come back in the input.
 */
public final class ResponsesProtocol implements Protocol {
  private final CacheDiagnostics diagnostics = new CacheDiagnostics();

  @Override
  public ParsedModelCall read(ApiRequest request) {
    try {
      RequestFields fields = RequestFields.of(request);
      ResponsesRequestReader reader = new ResponsesRequestReader(request, fields);
      PromptRequest prompt = reader.read();
      Optional<ObjectNode> compared =
          diagnostics.diagnose(fields.json(), prompt, ResponseObject.idOf(request));
      return new ParsedModelCall.Accepted(
          prompt,
          (usage, thought) ->
              new ResponsesEncoder(
                  new ResponseObject(
                      request,
                      fields.json(),
                      prompt.model(),
                      usage,
                      thought,
                      ReasoningBindings.of(prompt.model(), fields.json()).transformations(),
                      compared)),
          reader.isInBackground() ? Optional.of(ResponseObject.idOf(request)) : Optional.empty());
    } catch (OpenAiApiException e) {
      return new ParsedModelCall.Rejected(OpenAiErrorReplies.reply(e.error(), request.id()));
    }
  }

  /** Returns the number of tokens of an input, without calling a model. */
  public JsonReply countTokens(ApiRequest request) {
    try {
      PromptRequest prompt = new ResponsesRequestReader(request, RequestFields.of(request)).read();
      String body =
          JsonNodeFactory.instance
              .objectNode()
              .put("object", "response.input_tokens")
              .put("input_tokens", prompt.cacheablePrompt().tokens())
              .toString();
      return new JsonReply(200, OpenAiErrorReplies.headers(request.id()), body.getBytes(UTF_8));
    } catch (OpenAiApiException e) {
      return OpenAiErrorReplies.reply(e.error(), request.id());
    }
  }

  /** Returns the reply to a request for a response that is not stored. */
  public static JsonReply notFound(String id, String requestId) {
    return OpenAiErrorReplies.reply(
        new OpenAiError(
            404, "Response with id '" + id + "' not found.", "invalid_request_error", null, null),
        requestId);
  }

  /** Returns the reply to a request that ended a response in the background. */
  public static JsonReply cancelled(String id, String requestId) {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", id)
            .put("object", "response")
            .put("status", "cancelled")
            .put("background", true)
            .toString();
    return new JsonReply(200, OpenAiErrorReplies.headers(requestId), body.getBytes(UTF_8));
  }

  @Override
  public JsonReply tooLarge(String requestId) {
    return OpenAiErrorReplies.tooLarge(requestId);
  }
}
