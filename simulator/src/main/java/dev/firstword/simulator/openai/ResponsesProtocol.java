package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ParsedModelCall;
import dev.firstword.simulator.response.Protocol;

/**
 * Implements {@code POST /v1/responses} and {@code input_tokens}.
 *
 * <p>Nothing is stored, whatever {@code store} says: a conversation has to come back in the input.
 */
public final class ResponsesProtocol implements Protocol {

  @Override
  public ParsedModelCall read(ApiRequest request) {
    try {
      RequestFields fields = RequestFields.of(request);
      PromptRequest prompt = new ResponsesRequestReader(request, fields).read();
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
                      ReasoningBindings.of(prompt.model(), fields.json()).transformations())));
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

  @Override
  public JsonReply tooLarge(String requestId) {
    return OpenAiErrorReplies.tooLarge(requestId);
  }
}
