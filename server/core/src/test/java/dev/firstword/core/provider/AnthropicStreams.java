package dev.firstword.core.provider;

/** Events of the Messages API as documented by Anthropic. */
public final class AnthropicStreams {

  public static final String START =
      event(
          "message_start",
          """
          {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
          "model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":\
          {"input_tokens":25,"output_tokens":1,"cache_creation_input_tokens":100,\
          "cache_read_input_tokens":2000,"cache_creation":{"ephemeral_5m_input_tokens":100,\
          "ephemeral_1h_input_tokens":0}}}}\
          """);

  public static final String BLOCK_START =
      event(
          "content_block_start",
          """
          {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\
          """);

  public static final String PING = event("ping", "{\"type\":\"ping\"}");

  public static final String BLOCK_STOP =
      event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");

  public static final String STOP = event("message_stop", "{\"type\":\"message_stop\"}");

  private AnthropicStreams() {}

  public static String event(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }

  /** A piece of text, already escaped for JSON. */
  public static String text(String escaped) {
    return event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\","
            + "\"text\":\""
            + escaped
            + "\"}}");
  }

  public static String messageDelta(String stopReason, int outputTokens) {
    return event(
        "message_delta",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
            + stopReason
            + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":"
            + outputTokens
            + "}}");
  }

  public static String error(String type, String message) {
    return event(
        "error",
        "{\"type\":\"error\",\"error\":{\"type\":\""
            + type
            + "\",\"message\":\""
            + message
            + "\"}}");
  }

  /** A complete answer with the given pieces of text. */
  public static String answer(String... pieces) {
    StringBuilder stream = new StringBuilder(START).append(BLOCK_START).append(PING);
    for (String piece : pieces) {
      stream.append(text(piece));
    }
    return stream.append(BLOCK_STOP).append(messageDelta("end_turn", 15)).append(STOP).toString();
  }
}
