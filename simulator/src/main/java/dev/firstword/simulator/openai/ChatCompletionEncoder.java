package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ResponseEncoder;
import dev.firstword.simulator.response.TextEventTemplate;
import dev.firstword.simulator.thinking.Thought;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes the chunks and replies of one completion in OpenAI's format. */
final class ChatCompletionEncoder implements ResponseEncoder {
  private static final byte[] NO_BYTES = new byte[0];

  private final String requestId;
  private final long created;
  private final String model;
  private final CacheUsage input;
  private final Optional<Thought> thought;
  private final boolean usageInStream;
  private final TextEventTemplate textEvent;
  private final TextEventTemplate reasoningEvent;

  ChatCompletionEncoder(
      String requestId,
      long created,
      String model,
      CacheUsage input,
      Optional<Thought> thought,
      boolean usageInStream) {
    this.requestId = requestId;
    this.created = created;
    this.model = model;
    this.input = input;
    this.thought = thought;
    this.usageInStream = usageInStream;
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
  public byte[] openingEvents() {
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
  public byte[] answerOpeningEvents(Answer answer) {
    return NO_BYTES;
  }

  @Override
  public byte[] textEvent(String piece) {
    return textEvent.event(piece);
  }

  @Override
  public byte[] keepAliveEvent() {
    return NO_BYTES;
  }

  @Override
  public byte[] closingEvents(Answer answer) {
    StringBuilder events = new StringBuilder(chunk(delta(), finishReason(answer)));
    if (usageInStream) {
      ObjectNode last = envelope("chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", usage(answer));
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
  public JsonReply completeReply(Answer answer) {
    ObjectNode completion = envelope("chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message =
        choice
            .putObject("message")
            .put("role", "assistant")
            .put("content", answer.text())
            .putNull("refusal");
    message.putArray("annotations");
    thought
        .map(Thought::text)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> message.put("reasoning_content", text));
    choice.putNull("logprobs").put("finish_reason", finishReason(answer));
    completion.set("usage", usage(answer));
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
        .put("service_tier", "default")
        .put("system_fingerprint", "fp_simulated");
  }

  private ObjectNode usage(Answer answer) {
    int reasoningTokens = thought.map(Thought::tokens).orElse(0);
    int completionTokens = reasoningTokens + answer.tokenCount();
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

  private static String finishReason(Answer answer) {
    return switch (answer.stopReason()) {
      case END_TURN, STOP_SEQUENCE -> "stop";
      case MAX_TOKENS -> "length";
    };
  }

  private static String event(String data) {
    return "data: " + data + "\n\n";
  }
}
