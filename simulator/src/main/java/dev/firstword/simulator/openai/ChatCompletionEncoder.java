package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.answer.Answer.StopReason;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.response.CallId;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ModelOutput;
import dev.firstword.simulator.response.OutputStep;
import dev.firstword.simulator.response.ResponseEncoder;
import dev.firstword.simulator.response.TextEventTemplate;
import dev.firstword.simulator.thinking.Thought;
import dev.firstword.simulator.thinking.ThoughtStep;
import dev.firstword.simulator.tools.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes the chunks and replies of one completion in OpenAI's format. */
final class ChatCompletionEncoder implements ResponseEncoder {
  private static final byte[] NO_BYTES = new byte[0];
  static final List<String> REFUSAL_PIECES = List.of("I can't help", " with that.");

  private final String requestId;
  private final long created;
  private final String model;
  private final CacheUsage input;
  private final Optional<Thought> thought;
  private final boolean usageInStream;
  private final String serviceTier;
  private final TextEventTemplate textEvent;
  private final TextEventTemplate reasoningEvent;

  ChatCompletionEncoder(
      String requestId,
      long created,
      String model,
      CacheUsage input,
      Optional<Thought> thought,
      boolean usageInStream,
      String serviceTier) {
    this.requestId = requestId;
    this.created = created;
    this.model = model;
    this.input = input;
    this.thought = thought;
    this.usageInStream = usageInStream;
    this.serviceTier = serviceTier;
    textEvent = deltaTemplate("content");
    reasoningEvent = deltaTemplate("reasoning_content");
  }

  private TextEventTemplate deltaTemplate(String field) {
    String sample = chunk(delta().put(field, "?"), null);
    int text = sample.lastIndexOf('?');
    return new TextEventTemplate(sample.substring(0, text), sample.substring(text + 1));
  }

  @Override
  public Map<String, String> headers() {
    return OpenAiErrorReplies.headers(requestId);
  }

  /** Returns a chunk with a role and an empty text, which is not yet a first token. */
  @Override
  public byte[] openingEvents(ModelOutput output) {
    return chunk(delta().put("role", "assistant").put("content", "").putNull("refusal"), null)
        .getBytes(UTF_8);
  }

  /** Returns a chunk for a text only: the format has no other sign of a thought. */
  @Override
  public byte[] thoughtEvents(ThoughtStep step) {
    return switch (step) {
      case ThoughtStep.Text(_, String text) -> reasoningEvent.event(text);
      case ThoughtStep.EmptyDelta _ -> textEvent.event("");
      case ThoughtStep.Open _, ThoughtStep.TokenCount _, ThoughtStep.Stall _, ThoughtStep.Close _ ->
          NO_BYTES;
    };
  }

  @Override
  public byte[] answerOpeningEvents(ModelOutput output) {
    return NO_BYTES;
  }

  @Override
  public byte[] textEvent(String piece) {
    return textEvent.event(piece);
  }

  /** The first chunk of a call has its id, type and name, and later ones only arguments. */
  @Override
  public byte[] toolCallEvents(OutputStep.OfToolCall step, ModelOutput output) {
    return switch (step) {
      case OutputStep.CallStart(int index, ToolCall call) -> {
        ObjectNode delta = delta();
        putCall(
            delta.putArray("tool_calls").addObject().put("index", index), index, call.name(), "");
        yield chunk(delta, null).getBytes(UTF_8);
      }
      case OutputStep.CallArguments arguments -> {
        ObjectNode delta = delta();
        delta
            .putArray("tool_calls")
            .addObject()
            .put("index", arguments.index())
            .putObject("function")
            .put("arguments", arguments.text());
        yield chunk(delta, null).getBytes(UTF_8);
      }
      case OutputStep.CallEnd _ -> NO_BYTES;
    };
  }

  private void putCall(ObjectNode call, int index, String name, String arguments) {
    call.put("id", CallId.of("call_", requestId, index, false)).put("type", "function");
    call.putObject("function").put("name", name).put("arguments", arguments);
  }

  @Override
  public byte[] keepAliveEvent() {
    return NO_BYTES;
  }

  @Override
  public byte[] closingEvents(ModelOutput output) {
    StringBuilder events = new StringBuilder();
    if (output.stopReason() == StopReason.REFUSAL) {
      REFUSAL_PIECES.forEach(piece -> events.append(chunk(delta().put("refusal", piece), null)));
    }
    events.append(chunk(delta(), finishReason(output)));
    if (usageInStream) {
      ObjectNode last = envelope("chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", usage(output));
      events.append(event(last.toString()));
    }
    return events.append(event("[DONE]")).toString().getBytes(UTF_8);
  }

  @Override
  public byte[] malformedEvent() {
    return event("{\"id\":\"" + id() + "\",\"choices\":[{\"index\":0,\"delta\":{").getBytes(UTF_8);
  }

  @Override
  public byte[] errorEvent(Fault fault) {
    return event(OpenAiErrorReplies.chunk(fault)).getBytes(UTF_8);
  }

  @Override
  public JsonReply completeReply(ModelOutput output) {
    ObjectNode completion = envelope("chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message =
        choice.putObject("message").put("role", "assistant").put("content", content(output));
    message.put(
        "refusal",
        output.stopReason() == StopReason.REFUSAL ? String.join("", REFUSAL_PIECES) : null);
    message.putArray("annotations");
    for (int index = 0; index < output.toolCalls().size(); index++) {
      ToolCall call = output.toolCalls().get(index);
      putCall(message.withArray("tool_calls").addObject(), index, call.name(), call.arguments());
    }
    thought
        .map(Thought::text)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> message.put("reasoning_content", text));
    choice.putNull("logprobs").put("finish_reason", finishReason(output));
    completion.set("usage", usage(output));
    return new JsonReply(200, headers(), completion.toString().getBytes(UTF_8));
  }

  @Override
  public JsonReply errorReply(Fault fault) {
    return OpenAiErrorReplies.reply(fault, requestId);
  }

  private String chunk(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = envelope("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", finishReason);
    if (usageInStream) {
      chunk.putNull("usage");
    }
    return event(chunk.toString());
  }

  private ObjectNode envelope(String object) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id())
        .put("object", object)
        .put("created", created)
        .put("model", model)
        .put(ServiceTiers.FIELD, serviceTier)
        .put("system_fingerprint", "fp_simulated");
  }

  private ObjectNode usage(ModelOutput output) {
    int reasoningTokens = thought.map(Thought::tokens).orElse(0);
    int completionTokens = reasoningTokens + output.tokenCount();
    ObjectNode usage =
        JsonNodeFactory.instance
            .objectNode()
            .put("prompt_tokens", input.total())
            .put("completion_tokens", completionTokens)
            .put("total_tokens", input.total() + completionTokens);
    usage
        .putObject("prompt_tokens_details")
        .put("cached_tokens", input.read())
        .put("audio_tokens", 0);
    usage
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", reasoningTokens)
        .put("audio_tokens", 0)
        .put("accepted_prediction_tokens", 0)
        .put("rejected_prediction_tokens", 0);
    return usage;
  }

  private String id() {
    return "chatcmpl-" + requestId;
  }

  private static ObjectNode delta() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static @Nullable String content(ModelOutput output) {
    boolean isOtherOutput =
        !output.toolCalls().isEmpty() || output.stopReason() == StopReason.REFUSAL;
    return isOtherOutput && !output.hasText() ? null : output.text().text();
  }

  private static String finishReason(ModelOutput output) {
    return switch (output.stopReason()) {
      case END_TURN, STOP_SEQUENCE, REFUSAL -> "stop";
      case MAX_TOKENS -> "length";
      case TOOL_USE -> "tool_calls";
    };
  }

  private static String event(String data) {
    return "data: " + data + "\n\n";
  }
}
