package dev.firstword.adapters.openai;

import org.jspecify.annotations.Nullable;

/** Events of chat completions as documented by OpenAI. */
final class ChatCompletionStreams {

  static final String DONE = "data: [DONE]\n\n";

  private ChatCompletionStreams() {}

  static String data(String json) {
    return "data: " + json + "\n\n";
  }

  /** A piece of text, already escaped for JSON. */
  static String text(String escaped) {
    return chunk("{\"content\":\"" + escaped + "\"}", null);
  }

  static String finish(String reason) {
    return chunk("{}", reason);
  }

  static String chunk(String delta, @Nullable String finish) {
    String reason = finish == null ? "null" : "\"" + finish + "\"";
    return data(
        "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"logprobs\":null,\"finish_reason\":"
            + reason
            + "}]}");
  }
}
