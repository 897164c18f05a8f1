package dev.firstword.simulator.openai;

import dev.firstword.simulator.playback.Incoming;
import dev.firstword.simulator.playback.Protocol;
import dev.firstword.simulator.playback.Reading;
import dev.firstword.simulator.playback.Reply;
import dev.firstword.simulator.prompt.Ask;

/** {@code POST /v1/chat/completions}. */
public final class ChatProtocol implements Protocol {

  @Override
  public Reading read(Incoming request) {
    try {
      RequestFields fields = RequestFields.of(request);
      Ask ask = new ChatReader(request, fields).read();
      boolean usageInStream = fields.path("stream_options").path("include_usage").asBoolean(false);
      return new Reading.Understood(
          ask,
          usage ->
              new ChatChunks(
                  request.id(), request.epochSecond(), ask.model(), usage, usageInStream));
    } catch (RefusedException e) {
      return new Reading.Rejected(OpenAiErrors.reply(e.refusal(), request.id()));
    }
  }

  @Override
  public Reply tooLarge(String requestId) {
    return OpenAiErrors.tooLarge(requestId);
  }
}
