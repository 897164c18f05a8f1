package dev.firstword.simulator.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.prompt.SpeedTier;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.response.CallId;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ModelOutput;
import dev.firstword.simulator.response.OutputStep;
import dev.firstword.simulator.response.ResponseEncoder;
import dev.firstword.simulator.thinking.Thought;
import dev.firstword.simulator.thinking.ThoughtStep;
import dev.firstword.simulator.tools.ToolCall;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes the events and replies of one message in Anthropic's format. Each thought, text and tool
 * call is a block, counted from 0 in that order.
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
  private final Optional<JsonNode> diagnostics;
  private final SpeedTier tier;
  private final ContentBlock thinkingBlock = ContentBlock.at(0);
  private final ContentBlock textBlock;

  /**
   * Creates the encoder of one message.
   *
   * @param diagnostics how its prompt compares with an earlier one, if that was asked
   * @param tier how fast it is served
   */
  MessageEncoder(
      String requestId,
      String model,
      CacheUsage input,
      Optional<Thought> thought,
      Optional<JsonNode> diagnostics,
      SpeedTier tier) {
    this.diagnostics = diagnostics;
    this.tier = tier;
    this.requestId = requestId;
    this.model = model;
    this.input = input;
    this.thought = thought;
    textBlock = ContentBlock.at(thought.isPresent() ? 1 : 0);
  }

  @Override
  public Map<String, String> headers() {
    return RateLimitHeaders.headers(requestId);
  }

  @Override
  public byte[] openingEvents(ModelOutput output) {
    ObjectNode message = message();
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", usage(INITIAL_OUTPUT_TOKENS));
    ObjectNode start = JSON.createObjectNode().put("type", "message_start");
    start.set("message", message);
    String textStart = thought.isEmpty() && hasTextBlock(output) ? textBlock.startOfText() : "";
    return (NamedEvent.of("message_start", start.toString()) + textStart + new String(PING, UTF_8))
        .getBytes(UTF_8);
  }

  @Override
  public byte[] thoughtEvents(ThoughtStep step) {
    ContentBlock block = thinkingBlock;
    if (isRedacted()) {
      return step instanceof ThoughtStep.Close
          ? (block.startOfRedactedThinking(encryptedThought()) + block.stop()).getBytes(UTF_8)
          : NO_BYTES;
    }
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

  private boolean isRedacted() {
    return thought.map(Thought::display).filter(ThinkingDisplay.REDACTED::equals).isPresent();
  }

  private String encryptedThought() {
    return thought.map(Thought::encrypted).orElse("");
  }

  /** Returns nothing for an empty answer: a limit that the thought used up leaves no text block. */
  @Override
  public byte[] answerOpeningEvents(ModelOutput output) {
    return hasTextBlock(output) ? textBlock.startOfText().getBytes(UTF_8) : NO_BYTES;
  }

  @Override
  public byte[] textEvent(String piece) {
    return textBlock.text(piece);
  }

  @Override
  public byte[] toolCallEvents(OutputStep.OfToolCall step, ModelOutput output) {
    boolean hasText = hasTextBlock(output);
    int noteIndex = (thought.isPresent() ? 1 : 0) + (hasText ? 1 : 0);
    Optional<Thought.Note> note = thought.flatMap(Thought::note);
    int firstIndex = noteIndex + (note.isPresent() ? 1 : 0);
    ContentBlock block = ContentBlock.at(firstIndex + step.index());
    return switch (step) {
      case OutputStep.CallStart(int index, ToolCall call) -> {
        String textStop = index == 0 && hasText ? textBlock.stop() : "";
        String noteEvents =
            index == 0 ? note.map(each -> noteEvents(noteIndex, each)).orElse("") : "";
        yield (textStop + noteEvents + block.startOfToolUse(toolUseId(index), call.name()))
            .getBytes(UTF_8);
      }
      case OutputStep.CallArguments arguments -> block.inputJson(arguments.text());
      case OutputStep.CallEnd _ -> block.stop().getBytes(UTF_8);
    };
  }

  private static String noteEvents(int index, Thought.Note note) {
    ContentBlock block = ContentBlock.at(index);
    return block.startOfThinking()
        + new String(block.thinking(note.text()), UTF_8)
        + block.signature(note.signature())
        + block.stop();
  }

  private String toolUseId(int index) {
    return CallId.of("toolu_", requestId, index, thought.isPresent());
  }

  @Override
  public byte[] keepAliveEvent() {
    return PING;
  }

  @Override
  public byte[] closingEvents(ModelOutput output) {
    ObjectNode delta = JSON.createObjectNode().put("type", "message_delta");
    putStop(delta.putObject("delta"), output);
    ObjectNode usage = usage(output);
    usage.remove("service_tier");
    usage.remove("speed");
    usage.remove("cache_creation");
    delta.set("usage", usage);
    boolean isTextOpen = hasTextBlock(output) && output.toolCalls().isEmpty();
    String textStop = isTextOpen ? textBlock.stop() : "";
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
  public JsonReply completeReply(ModelOutput output) {
    ObjectNode message = message();
    ArrayNode content = message.putArray("content");
    thought.ifPresent(present -> putThought(content.addObject(), present));
    if (output.hasText()) {
      content.addObject().put("type", "text").put("text", output.text().text());
    }
    if (!output.toolCalls().isEmpty()) {
      thought
          .flatMap(Thought::note)
          .ifPresent(note ->
              content
                  .addObject()
                  .put("type", "thinking")
                  .put("thinking", note.text())
                  .put("signature", note.signature()));
    }
    for (int index = 0; index < output.toolCalls().size(); index++) {
      ToolCall call = output.toolCalls().get(index);
      content
          .addObject()
          .put("type", "tool_use")
          .put("id", toolUseId(index))
          .put("name", call.name())
          .set("input", input(call));
    }
    putStop(message, output);
    message.set("usage", usage(output));
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

  private void putThought(ObjectNode block, Thought present) {
    if (isRedacted()) {
      block.put("type", "redacted_thinking").put("data", present.encrypted());
    } else {
      block
          .put("type", "thinking")
          .put("thinking", present.text())
          .put("signature", present.signature());
    }
  }

  /** Arguments that are not valid JSON cannot be part of a complete reply. */
  private static JsonNode input(ToolCall call) {
    try {
      return JSON.readTree(call.arguments());
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** Returns the id of the message that answers a request. */
  static String messageId(String requestId) {
    return "msg_" + CallId.suffix(requestId);
  }

  private ObjectNode message() {
    ObjectNode message =
        JSON.createObjectNode()
            .put("id", messageId(requestId))
            .put("type", "message")
            .put("role", "assistant")
            .put("model", model);
    diagnostics.ifPresent(found -> message.set("diagnostics", found));
    return message;
  }

  private ObjectNode usage(ModelOutput output) {
    int thinkingTokens = thought.map(Thought::tokens).orElse(0);
    ObjectNode usage = usage(thinkingTokens + output.tokenCount());
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
    return usage
        .put("output_tokens", outputTokens)
        .put("service_tier", "standard")
        .put("speed", tier == SpeedTier.FAST ? "fast" : "standard");
  }

  private static void putStop(ObjectNode node, ModelOutput output) {
    switch (output.stopReason()) {
      case END_TURN -> node.put("stop_reason", "end_turn");
      case MAX_TOKENS -> node.put("stop_reason", "max_tokens");
      case STOP_SEQUENCE -> node.put("stop_reason", "stop_sequence");
      case TOOL_USE -> node.put("stop_reason", "tool_use");
      case REFUSAL -> {
        node.put("stop_reason", "refusal");
        node.putObject("stop_details")
            .put("type", "refusal")
            .put("category", "general_harms")
            .put("explanation", "The simulator was told to refuse.");
      }
    }
    output
        .text()
        .stopSequence()
        .ifPresentOrElse(
            sequence -> node.put("stop_sequence", sequence), () -> node.putNull("stop_sequence"));
  }

  /** An answer of nothing at all still has an empty text block, unless a thought precedes it. */
  private boolean hasTextBlock(ModelOutput output) {
    return output.hasText() || (thought.isEmpty() && output.toolCalls().isEmpty());
  }
}
