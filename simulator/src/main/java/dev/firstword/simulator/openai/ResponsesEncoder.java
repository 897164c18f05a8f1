package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.answer.Answer.StopReason;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.ProviderError;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ModelOutput;
import dev.firstword.simulator.response.OutputStep;
import dev.firstword.simulator.response.ResponseEncoder;
import dev.firstword.simulator.thinking.Thought;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.util.Map;

/**
 * Encodes the events and replies of one response in the format of OpenAI's Responses API.
 *
 * <p>Events are numbered without gaps, so they have to be encoded in the order they are sent.
 */
final class ResponsesEncoder implements ResponseEncoder {
  private static final byte[] NO_BYTES = new byte[0];

  private final ResponseObject response;
  private int sequenceNumber;
  private int summaryParts;

  ResponsesEncoder(ResponseObject response) {
    this.response = response;
  }

  @Override
  public Map<String, String> headers() {
    return OpenAiErrorReplies.headers(response.requestId());
  }

  @Override
  public byte[] openingEvents(ModelOutput output) {
    String opening =
        event("response.created", "response", response.inProgress())
            + event("response.in_progress", "response", response.inProgress());
    return (opening + (response.thought().isEmpty() ? messageOpening(output) : "")).getBytes(UTF_8);
  }

  @Override
  public byte[] thoughtEvents(ThoughtStep step) {
    String events =
        switch (step) {
          case ThoughtStep.Open _ ->
              event(
                  "response.output_item.added",
                  data(0).set("item", response.reasoning("in_progress", false)));
          case ThoughtStep.Text(_, String text) -> isRaw() ? rawText(text) : summary(text.strip());
          case ThoughtStep.EmptyDelta _ -> rawText("");
          case ThoughtStep.TokenCount _, ThoughtStep.Stall _ -> "";
          case ThoughtStep.Close _ ->
              event(
                  "response.output_item.done",
                  data(0).set("item", response.reasoning("completed", true)));
        };
    return events.getBytes(UTF_8);
  }

  private boolean isRaw() {
    return response.thought().map(Thought::display).orElseThrow() == ThinkingDisplay.RAW;
  }

  private String rawText(String text) {
    return event(
        "response.reasoning_text.delta",
        data(0).put("item_id", response.reasoningId()).put("content_index", 0).put("delta", text));
  }

  /** Each part of a summary is complete at once. */
  private String summary(String text) {
    ObjectNode part = JsonNodeFactory.instance.objectNode().put("type", "summary_text");
    String events =
        event(
                "response.reasoning_summary_part.added",
                summaryData().set("part", part.deepCopy().put("text", "")))
            + event("response.reasoning_summary_text.delta", summaryData().put("delta", text))
            + event("response.reasoning_summary_text.done", summaryData().put("text", text))
            + event(
                "response.reasoning_summary_part.done",
                summaryData().set("part", part.put("text", text)));
    summaryParts++;
    return events;
  }

  private ObjectNode summaryData() {
    return data(0).put("item_id", response.reasoningId()).put("summary_index", summaryParts);
  }

  @Override
  public byte[] answerOpeningEvents(ModelOutput output) {
    return messageOpening(output).getBytes(UTF_8);
  }

  private String messageOpening(ModelOutput output) {
    if (!response.hasMessage(output)) {
      return "";
    }
    String item =
        event(
            "response.output_item.added",
            data(response.outputIndexOfMessage())
                .set("item", response.emptyMessage("in_progress")));
    return item
        + (hasTextPart(output)
            ? event("response.content_part.added", "part", ResponseObject.textPart(""), 0)
            : "");
  }

  private static boolean hasTextPart(ModelOutput output) {
    return output.hasText() || output.stopReason() != StopReason.REFUSAL;
  }

  @Override
  public byte[] textEvent(String piece) {
    ObjectNode data = messageData(0).put("delta", piece);
    data.putArray("logprobs");
    return event("response.output_text.delta", data).getBytes(UTF_8);
  }

  /** The message, if there is one, is complete before the first call begins. */
  @Override
  public byte[] toolCallEvents(OutputStep.OfToolCall step, ModelOutput output) {
    int outputIndex = response.outputIndexOfCall(step.index(), output);
    String itemId = response.functionCallId(step.index());
    String events =
        switch (step) {
          case OutputStep.CallStart start ->
              (start.index() == 0 ? messageClosing(output) : "")
                  + event(
                      "response.output_item.added",
                      data(outputIndex)
                          .set("item", response.functionCall(start.index(), start.call(), false)));
          case OutputStep.CallArguments arguments ->
              event(
                  "response.function_call_arguments.delta",
                  data(outputIndex).put("item_id", itemId).put("delta", arguments.text()));
          case OutputStep.CallEnd end ->
              event(
                      "response.function_call_arguments.done",
                      data(outputIndex)
                          .put("item_id", itemId)
                          .put("name", end.call().name())
                          .put("arguments", end.call().arguments()))
                  + event(
                      "response.output_item.done",
                      data(outputIndex)
                          .set("item", response.functionCall(end.index(), end.call(), true)));
        };
    return events.getBytes(UTF_8);
  }

  private String messageClosing(ModelOutput output) {
    if (!response.hasMessage(output)) {
      return "";
    }
    StringBuilder events = new StringBuilder();
    String text = output.text().text();
    if (hasTextPart(output)) {
      ObjectNode data = messageData(0).put("text", text);
      data.putArray("logprobs");
      events
          .append(event("response.output_text.done", data))
          .append(event("response.content_part.done", "part", ResponseObject.textPart(text), 0));
    }
    if (output.stopReason() == StopReason.REFUSAL) {
      events.append(refusal(hasTextPart(output) ? 1 : 0));
    }
    boolean isCut = output.stopReason() == StopReason.MAX_TOKENS;
    ObjectNode item = response.message(output, isCut ? "incomplete" : "completed");
    return events
        .append(
            event(
                "response.output_item.done",
                data(response.outputIndexOfMessage()).set("item", item)))
        .toString();
  }

  private String refusal(int contentIndex) {
    StringBuilder events =
        new StringBuilder(
            event(
                "response.content_part.added",
                "part",
                ResponseObject.refusalPart(""),
                contentIndex));
    for (String piece : ChatCompletionEncoder.REFUSAL_PIECES) {
      events.append(event("response.refusal.delta", messageData(contentIndex).put("delta", piece)));
    }
    String whole = String.join("", ChatCompletionEncoder.REFUSAL_PIECES);
    return events
        .append(event("response.refusal.done", messageData(contentIndex).put("refusal", whole)))
        .append(
            event(
                "response.content_part.done",
                "part",
                ResponseObject.refusalPart(whole),
                contentIndex))
        .toString();
  }

  @Override
  public byte[] keepAliveEvent() {
    return NO_BYTES;
  }

  @Override
  public byte[] closingEvents(ModelOutput output) {
    ObjectNode complete = response.complete(output);
    return ((output.toolCalls().isEmpty() ? messageClosing(output) : "")
            + event("response." + complete.path("status").asText(), "response", complete))
        .getBytes(UTF_8);
  }

  @Override
  public byte[] malformedEvent() {
    String type = "response.output_text.delta";
    return ("event: " + type + "\ndata: {\"type\":\"" + type + "\",\"delta\":\n\n").getBytes(UTF_8);
  }

  /** A server error is an {@code error} event, and other errors are failed responses. */
  @Override
  public byte[] errorEvent(Fault fault) {
    OpenAiError error = OpenAiErrorReplies.errorFor(fault);
    if (fault.error() == ProviderError.SERVER_ERROR) {
      ObjectNode data = JsonNodeFactory.instance.objectNode();
      data.put("code", error.type()).put("message", error.message()).put("param", error.param());
      return event("error", data).getBytes(UTF_8);
    }
    ArrayNode noOutput = JsonNodeFactory.instance.arrayNode();
    return event("response.failed", "response", response.failed(error, noOutput)).getBytes(UTF_8);
  }

  @Override
  public JsonReply completeReply(ModelOutput output) {
    return new JsonReply(200, headers(), response.complete(output).toString().getBytes(UTF_8));
  }

  @Override
  public JsonReply errorReply(Fault fault) {
    return OpenAiErrorReplies.reply(fault, response.requestId());
  }

  private static ObjectNode data(int outputIndex) {
    return JsonNodeFactory.instance.objectNode().put("output_index", outputIndex);
  }

  private ObjectNode messageData(int contentIndex) {
    return data(response.outputIndexOfMessage())
        .put("item_id", response.messageId())
        .put("content_index", contentIndex);
  }

  private String event(String type, String field, JsonNode value) {
    return event(type, JsonNodeFactory.instance.objectNode().set(field, value));
  }

  private String event(String type, String field, JsonNode value, int contentIndex) {
    return event(type, messageData(contentIndex).set(field, value));
  }

  private String event(String type, JsonNode members) {
    ObjectNode data =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", type)
            .put("sequence_number", sequenceNumber++);
    members.properties().forEach(member -> data.set(member.getKey(), member.getValue()));
    return "event: " + type + "\ndata: " + data + "\n\n";
  }
}
