package dev.firstword.simulator.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ResponseEncoder;
import dev.firstword.simulator.response.TextEventTemplate;
import java.util.Map;

/** Encodes the events and replies of one message in Anthropic's format. */
final class MessageEncoder implements ResponseEncoder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final TextEventTemplate TEXT_EVENT =
      new TextEventTemplate(
          "event: content_block_delta\n"
              + "data: {\"type\":\"content_block_delta\",\"index\":0,"
              + "\"delta\":{\"type\":\"text_delta\",\"text\":\"",
          "\"}}\n\n");
  private static final byte[] PING = event("ping", "{\"type\":\"ping\"}");
  private static final String BLOCK_START =
      text(
          "content_block_start",
          "{\"type\":\"content_block_start\",\"index\":0,"
              + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
  private static final String BLOCK_STOP =
      text("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
  private static final String MESSAGE_STOP = text("message_stop", "{\"type\":\"message_stop\"}");

  /** The output token count that {@code message_start} reports. */
  private static final int INITIAL_OUTPUT_TOKENS = 1;

  private final String requestId;
  private final String model;
  private final CacheUsage input;

  MessageEncoder(String requestId, String model, CacheUsage input) {
    this.requestId = requestId;
    this.model = model;
    this.input = input;
  }

  @Override
  public Map<String, String> headers() {
    return RateLimitHeaders.headers(requestId);
  }

  @Override
  public byte[] openingEvents() {
    ObjectNode message = message();
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", usage(INITIAL_OUTPUT_TOKENS));
    ObjectNode start = JSON.createObjectNode().put("type", "message_start");
    start.set("message", message);
    return (text("message_start", start.toString()) + BLOCK_START + new String(PING, UTF_8))
        .getBytes(UTF_8);
  }

  @Override
  public byte[] textEvent(String piece) {
    return TEXT_EVENT.event(piece);
  }

  @Override
  public byte[] keepAliveEvent() {
    return PING;
  }

  @Override
  public byte[] closingEvents(Answer answer) {
    ObjectNode delta = JSON.createObjectNode().put("type", "message_delta");
    putStop(delta.putObject("delta"), answer);
    ObjectNode usage = usage(answer.tokenCount());
    usage.remove("service_tier");
    usage.remove("cache_creation");
    delta.set("usage", usage);
    return (BLOCK_STOP + text("message_delta", delta.toString()) + MESSAGE_STOP).getBytes(UTF_8);
  }

  @Override
  public byte[] malformedEvent() {
    return event(
        "content_block_delta", "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{");
  }

  @Override
  public byte[] errorEvent(Fault fault) {
    return event("error", AnthropicErrorReplies.eventData(fault));
  }

  @Override
  public JsonReply completeReply(Answer answer) {
    ObjectNode message = message();
    var content = message.putArray("content");
    if (answer.tokenCount() > 0) {
      content.addObject().put("type", "text").put("text", answer.text());
    }
    putStop(message, answer);
    message.set("usage", usage(answer.tokenCount()));
    try {
      return new JsonReply(200, headers(), JSON.writeValueAsBytes(message));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message could not be serialized", e);
    }
  }

  @Override
  public JsonReply errorReply(Fault fault) {
    return AnthropicErrorReplies.reply(fault, headers(), requestId);
  }

  private ObjectNode message() {
    return JSON.createObjectNode()
        .put("id", "msg_" + requestId.substring(requestId.indexOf('_') + 1))
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model);
  }

  private ObjectNode usage(int outputTokens) {
    ObjectNode usage =
        JSON.createObjectNode()
            .put("input_tokens", input.uncached())
            .put("cache_creation_input_tokens", input.written())
            .put("cache_read_input_tokens", input.read());
    usage
        .putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", input.writtenFiveMinutes())
        .put("ephemeral_1h_input_tokens", input.writtenOneHour());
    return usage.put("output_tokens", outputTokens).put("service_tier", "standard");
  }

  private static void putStop(ObjectNode node, Answer answer) {
    switch (answer.stopReason()) {
      case END_TURN -> node.put("stop_reason", "end_turn");
      case MAX_TOKENS -> node.put("stop_reason", "max_tokens");
      case STOP_SEQUENCE -> node.put("stop_reason", "stop_sequence");
    }
    answer
        .stopSequence()
        .ifPresentOrElse(
            sequence -> node.put("stop_sequence", sequence), () -> node.putNull("stop_sequence"));
  }

  private static byte[] event(String name, String data) {
    return text(name, data).getBytes(UTF_8);
  }

  private static String text(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }
}
