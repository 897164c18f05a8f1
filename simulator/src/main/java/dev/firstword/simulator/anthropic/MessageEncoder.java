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
import dev.firstword.simulator.thinking.Thought;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes the events and replies of one message in Anthropic's format. A thought is block 0, and
 * the text after it is block 1. Without a thought, the text is block 0.
 */
final class MessageEncoder implements ResponseEncoder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NO_BYTES = new byte[0];

  private static final byte[] PING = NamedEvent.of("ping", "{\"type\":\"ping\"}").getBytes(UTF_8);
  private static final String MESSAGE_STOP =
      NamedEvent.of("message_stop", "{\"type\":\"message_stop\"}");

  /** The output token count that {@code message_start} reports. */
  private static final int INITIAL_OUTPUT_TOKENS = 1;

  private final String requestId;
  private final String model;
  private final CacheUsage input;
  private final Optional<Thought> thought;
  private final ContentBlock textBlock;

  MessageEncoder(String requestId, String model, CacheUsage input, Optional<Thought> thought) {
    this.requestId = requestId;
    this.model = model;
    this.input = input;
    this.thought = thought;
    textBlock = thought.isPresent() ? ContentBlock.SECOND : ContentBlock.FIRST;
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
    String textStart = thought.isPresent() ? "" : textBlock.startOfText();
    return (NamedEvent.of("message_start", start.toString()) + textStart + new String(PING, UTF_8))
        .getBytes(UTF_8);
  }

  @Override
  public byte[] thoughtEvents(ThoughtStep step) {
    ContentBlock block = ContentBlock.FIRST;
    return switch (step) {
      case ThoughtStep.Open _ -> block.startOfThinking().getBytes(UTF_8);
      case ThoughtStep.Text(_, String text) -> block.thinking(text);
      case ThoughtStep.EmptyDelta _ -> block.thinking("");
      case ThoughtStep.TokenCount(_, int increment) ->
          block.estimatedTokens(increment).getBytes(UTF_8);
      case ThoughtStep.Stall _ -> NO_BYTES;
      case ThoughtStep.Close _ -> {
        String signature = thought.map(Thought::signature).orElse("");
        yield (block.signature(signature) + block.stop()).getBytes(UTF_8);
      }
    };
  }

  /** Returns nothing for an empty answer: a limit that the thought used up leaves no text block. */
  @Override
  public byte[] answerOpeningEvents(Answer answer) {
    return hasTextBlock(answer) ? textBlock.startOfText().getBytes(UTF_8) : NO_BYTES;
  }

  @Override
  public byte[] textEvent(String piece) {
    return textBlock.text(piece);
  }

  @Override
  public byte[] keepAliveEvent() {
    return PING;
  }

  @Override
  public byte[] closingEvents(Answer answer) {
    ObjectNode delta = JSON.createObjectNode().put("type", "message_delta");
    putStop(delta.putObject("delta"), answer);
    ObjectNode usage = usage(answer);
    usage.remove("service_tier");
    usage.remove("cache_creation");
    delta.set("usage", usage);
    String textStop = hasTextBlock(answer) ? textBlock.stop() : "";
    return (textStop + NamedEvent.of("message_delta", delta.toString()) + MESSAGE_STOP)
        .getBytes(UTF_8);
  }

  @Override
  public byte[] malformedEvent() {
    return textBlock.malformed().getBytes(UTF_8);
  }

  @Override
  public byte[] errorEvent(Fault fault) {
    return NamedEvent.of("error", AnthropicErrorReplies.eventData(fault)).getBytes(UTF_8);
  }

  @Override
  public JsonReply completeReply(Answer answer) {
    ObjectNode message = message();
    var content = message.putArray("content");
    thought.ifPresent(present ->
        content
            .addObject()
            .put("type", "thinking")
            .put("thinking", present.text())
            .put("signature", present.signature()));
    if (answer.tokenCount() > 0) {
      content.addObject().put("type", "text").put("text", answer.text());
    }
    putStop(message, answer);
    message.set("usage", usage(answer));
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

  private ObjectNode usage(Answer answer) {
    int thinkingTokens = thought.map(Thought::tokens).orElse(0);
    ObjectNode usage = usage(thinkingTokens + answer.tokenCount());
    if (thought.isPresent()) {
      usage.putObject("output_tokens_details").put("thinking_tokens", thinkingTokens);
    }
    return usage;
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

  private boolean hasTextBlock(Answer answer) {
    return thought.isEmpty() || answer.tokenCount() > 0;
  }
}
