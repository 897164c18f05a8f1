package dev.firstword.simulator.openai;

import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ParsedModelCall;
import dev.firstword.simulator.response.Protocol;

/** Implements {@code POST /v1/chat/completions}. */
public final class ChatProtocol implements Protocol {

  @Override
  public ParsedModelCall read(ApiRequest request) {
    try {
      RequestFields fields = RequestFields.of(request);
      PromptRequest prompt = new ChatRequestReader(request, fields).read();
      boolean usageInStream = fields.path("stream_options").path("include_usage").asBoolean(false);
      return new ParsedModelCall.Accepted(
          prompt,
          (usage, thought) ->
              new ChatCompletionEncoder(
                  request.id(),
                  request.epochSecond(),
                  prompt.model(),
                  usage,
                  thought,
                  usageInStream,
                  ServiceTiers.reported(fields.json())));
    } catch (OpenAiApiException e) {
      return new ParsedModelCall.Rejected(OpenAiErrorReplies.reply(e.error(), request.id()));
    }
  }

  @Override
  public JsonReply tooLarge(String requestId) {
    return OpenAiErrorReplies.tooLarge(requestId);
  }
}
