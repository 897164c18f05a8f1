package dev.firstword.simulator.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.playback.Dialect;
import dev.firstword.simulator.playback.Reply;
import java.util.Map;

/** One message's events and replies in Anthropic's shape. */
final class MessageEvents implements Dialect {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonStringEncoder STRINGS = JsonStringEncoder.getInstance();

  private static final byte[] TEXT_HEAD =
      ("event: content_block_delta\n"
              + "data: {\"type\":\"content_block_delta\",\"index\":0,"
              + "\"delta\":{\"type\":\"text_delta\",\"text\":\"")
          .getBytes(UTF_8);
  private static final byte[] TEXT_TAIL = "\"}}\n\n".getBytes(UTF_8);
  private static final byte[] PING = event("ping", "{\"type\":\"ping\"}");
  private static final String BLOCK_START =
      text(
          "content_block_start",
          "{\"type\":\"content_block_start\",\"index\":0,"
              + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
  private static final String BLOCK_STOP =
      text("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
  private static final String MESSAGE_STOP = text("message_stop", "{\"type\":\"message_stop\"}");

  /** What a message that has just begun reports as its output so far. */
  private static final int FIRST_OUTPUT = 1;

  private final String requestId;
  private final String model;
  private final CacheUsage input;

  MessageEvents(String requestId, String model, CacheUsage input) {
    this.requestId = requestId;
    this.model = model;
    this.input = input;
  }

  @Override
  public Map<String, String> headers() {
    return RateLimits.headers(requestId);
  }

  @Override
  public byte[] opening() {
    ObjectNode message = message();
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", usage(FIRST_OUTPUT));
    ObjectNode start = JSON.createObjectNode().put("type", "message_start");
    start.set("message", message);
    return (text("message_start", start.toString()) + BLOCK_START + new String(PING, UTF_8))
        .getBytes(UTF_8);
  }

  @Override
  public byte[] text(String piece) {
    byte[] quoted = STRINGS.quoteAsUTF8(piece);
    byte[] event = new byte[TEXT_HEAD.length + quoted.length + TEXT_TAIL.length];
    System.arraycopy(TEXT_HEAD, 0, event, 0, TEXT_HEAD.length);
    System.arraycopy(quoted, 0, event, TEXT_HEAD.length, quoted.length);
    System.arraycopy(TEXT_TAIL, 0, event, event.length - TEXT_TAIL.length, TEXT_TAIL.length);
    return event;
  }

  @Override
  public byte[] keepAlive() {
    return PING;
  }

  @Override
  public byte[] closing(Answer answer) {
    ObjectNode delta = JSON.createObjectNode().put("type", "message_delta");
    putStop(delta.putObject("delta"), answer);
    ObjectNode usage = usage(answer.tokens());
    usage.remove("service_tier");
    usage.remove("cache_creation");
    delta.set("usage", usage);
    return (BLOCK_STOP + text("message_delta", delta.toString()) + MESSAGE_STOP).getBytes(UTF_8);
  }

  @Override
  public byte[] malformed() {
    return event(
        "content_block_delta", "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{");
  }

  @Override
  public byte[] errorEvent(Fault fault) {
    return event("error", AnthropicErrors.eventData(fault));
  }

  @Override
  public Reply whole(Answer answer) {
    ObjectNode message = message();
    var content = message.putArray("content");
    if (answer.tokens() > 0) {
      content.addObject().put("type", "text").put("text", answer.text());
    }
    putStop(message, answer);
    message.set("usage", usage(answer.tokens()));
    try {
      return new Reply(200, headers(), JSON.writeValueAsBytes(message));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers can be written", e);
    }
  }

  @Override
  public Reply refusal(Fault fault) {
    return AnthropicErrors.reply(fault, headers(), requestId);
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
    switch (answer.stop()) {
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
