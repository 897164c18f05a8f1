package dev.firstword.adapters.responses;

import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;

/** Events of the Responses API as documented by OpenAI. */
public final class ResponsesStreams {

  public static final String CREATED =
      event(
          "response.created",
          "\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"in_progress\","
              + "\"model\":\"m-1-2026-11-17\",\"error\":null,\"incomplete_details\":null,"
              + "\"instructions\":\"Be brief.\",\"output\":[],\"usage\":null}");

  static final String USAGE =
      "{\"input_tokens\":2006,\"input_tokens_details\":{\"cached_tokens\":1920,"
          + "\"cache_write_tokens\":6},\"output_tokens\":300,"
          + "\"output_tokens_details\":{\"reasoning_tokens\":240},\"total_tokens\":2306}";

  static final String MESSAGE =
      "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"in_progress\",\"role\":\"assistant\","
          + "\"content\":[]}";
  static final String WHOLE_MESSAGE =
      "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\","
          + "\"content\":[{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],"
          + "\"text\":\"Hello 😀\\n\"}]}";

  private ResponsesStreams() {}

  static String event(String type, String fields) {
    return "event: "
        + type
        + "\ndata: {\"type\":\""
        + type
        + "\",\"sequence_number\":1,"
        + fields
        + "}\n\n";
  }

  static String added(int index, String item) {
    return event("response.output_item.added", "\"output_index\":" + index + ",\"item\":" + item);
  }

  static String done(int index, String item) {
    return event("response.output_item.done", "\"output_index\":" + index + ",\"item\":" + item);
  }

  /** A piece of an item's text, reasoning or arguments, already escaped for JSON. */
  static String delta(String kind, int index, String escaped) {
    return event(
        "response." + kind + ".delta",
        "\"item_id\":\"item_"
            + index
            + "\",\"output_index\":"
            + index
            + ",\"content_index\":0,\"delta\":\""
            + escaped
            + "\",\"logprobs\":[],\"obfuscation\":\"xyz\"");
  }

  public static String text(String escaped) {
    return delta("output_text", 0, escaped);
  }

  public static String encryptedReasoning(String id, String encrypted) {
    return done(
        0,
        "{\"id\":\""
            + id
            + "\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\""
            + encrypted
            + "\"}");
  }

  /** A response that ends with a status and all of its items. */
  static String ended(String status, String details, String output) {
    return event(
        "response." + status,
        "\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\""
            + status
            + "\",\"model\":\"m-1-2026-11-17\","
            + details
            + "\"output\":["
            + output
            + "],\"usage\":"
            + USAGE
            + "}");
  }

  public static String completed() {
    return ended("completed", "\"error\":null,\"incomplete_details\":null,", "");
  }

  /** A function call; the arguments are already escaped for JSON. */
  static String call(String id, String name, String arguments, String status) {
    return "{\"id\":\"fc_"
        + id
        + "\",\"type\":\"function_call\",\"status\":\""
        + status
        + "\",\"arguments\":\""
        + arguments
        + "\",\"call_id\":\""
        + id
        + "\",\"name\":\""
        + name
        + "\"}";
  }

  /** What the listener hears last of a response with {@link #USAGE}. */
  static ListenerCall end(FinishReason reason) {
    return new ListenerCall.End(reason, new Usage(80, 300, 6, 1920).withThinkingTokens(240));
  }
}
