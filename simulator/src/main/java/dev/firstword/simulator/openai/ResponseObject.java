package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.answer.Answer.StopReason;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.CallId;
import dev.firstword.simulator.response.ModelOutput;
import dev.firstword.simulator.thinking.Thought;
import dev.firstword.simulator.thinking.ThoughtStep;
import dev.firstword.simulator.tools.ToolCall;
import java.util.Optional;

/**
 * The response object of one call, and its items: a reasoning item, then a message, then function
 * calls, as far as there are such.
 */
record ResponseObject(
    ApiRequest request,
    JsonNode body,
    String model,
    CacheUsage input,
    Optional<Thought> thought,
    ArrayNode transformations,
    Optional<ObjectNode> diagnostics) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String ENCRYPTED = "reasoning.encrypted_content";

  /** Returns the id of the response to a request. */
  static String idOf(ApiRequest request) {
    return "resp_" + CallId.suffix(request.id());
  }

  String requestId() {
    return request.id();
  }

  /** Returns the response before anything is written. */
  ObjectNode inProgress() {
    return envelope("in_progress", NODES.arrayNode()).putNull("usage");
  }

  ObjectNode failed(OpenAiError error, ArrayNode output) {
    ObjectNode response = envelope("failed", output);
    response
        .putObject("error")
        .put("code", error.code() == null ? "server_error" : error.code())
        .put("message", error.message());
    return response.putNull("usage");
  }

  ObjectNode complete(ModelOutput output) {
    ArrayNode items = NODES.arrayNode();
    if (thought.isPresent()) {
      items.add(reasoning("completed", true));
    }
    if (hasMessage(output)) {
      items.add(message(output, status(output)));
    }
    for (int index = 0; index < output.toolCalls().size(); index++) {
      items.add(functionCall(index, output.toolCalls().get(index), true));
    }
    ObjectNode response = envelope(status(output), items);
    if (output.stopReason() == StopReason.MAX_TOKENS) {
      response.putObject("incomplete_details").put("reason", "max_output_tokens");
    }
    response.set("usage", usage(output));
    diagnostics.ifPresent(found -> response.set("prompt_cache_diagnostics", found));
    return response;
  }

  private static String status(ModelOutput output) {
    return output.stopReason() == StopReason.MAX_TOKENS ? "incomplete" : "completed";
  }

  /** An answer of nothing at all still has a message, unless a thought precedes it. */
  boolean hasMessage(ModelOutput output) {
    return output.hasText()
        || output.stopReason() == StopReason.REFUSAL
        || (thought.isEmpty() && output.toolCalls().isEmpty());
  }

  int outputIndexOfMessage() {
    return thought.isPresent() ? 1 : 0;
  }

  int outputIndexOfCall(int index, ModelOutput output) {
    return outputIndexOfMessage() + (hasMessage(output) ? 1 : 0) + index;
  }

  ObjectNode reasoning(String status, boolean isComplete) {
    ObjectNode item =
        NODES.objectNode().put("id", reasoningId()).put("type", "reasoning").put("status", status);
    ArrayNode summary = item.putArray("summary");
    Thought present = thought.orElseThrow();
    if (isComplete && present.display() == ThinkingDisplay.RAW) {
      item.putArray("content")
          .addObject()
          .put("type", "reasoning_text")
          .put("text", present.text());
    } else if (isComplete) {
      for (ThoughtStep step : present.steps()) {
        if (step instanceof ThoughtStep.Text(_, String text)) {
          summary.addObject().put("type", "summary_text").put("text", text.strip());
        }
      }
    }
    if (includesEncryptedContent()) {
      item.put("encrypted_content", present.encrypted());
    }
    return item;
  }

  private boolean includesEncryptedContent() {
    for (JsonNode included : body.path("include")) {
      if (included.asText().equals(ENCRYPTED)) {
        return true;
      }
    }
    return false;
  }

  String reasoningId() {
    return "rs_" + CallId.suffix(request.id());
  }

  ObjectNode message(ModelOutput output, String status) {
    ObjectNode item = emptyMessage(status);
    ArrayNode content = item.putArray("content");
    if (output.hasText() || output.stopReason() != StopReason.REFUSAL) {
      content.add(textPart(output.text().text()));
    }
    if (output.stopReason() == StopReason.REFUSAL) {
      content.add(refusalPart(String.join("", ChatCompletionEncoder.REFUSAL_PIECES)));
    }
    return item;
  }

  ObjectNode emptyMessage(String status) {
    ObjectNode item =
        NODES
            .objectNode()
            .put("id", messageId())
            .put("type", "message")
            .put("role", "assistant")
            .put("status", status);
    item.putArray("content");
    return item;
  }

  String messageId() {
    return CallId.of("msg_", request.id(), 0, thought.isPresent());
  }

  static ObjectNode textPart(String text) {
    ObjectNode part = NODES.objectNode().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  static ObjectNode refusalPart(String refusal) {
    return NODES.objectNode().put("type", "refusal").put("refusal", refusal);
  }

  ObjectNode functionCall(int index, ToolCall call, boolean isComplete) {
    return NODES
        .objectNode()
        .put("id", functionCallId(index))
        .put("type", "function_call")
        .put("status", isComplete ? "completed" : "in_progress")
        .put("call_id", CallId.of("call_", request.id(), index, false))
        .put("name", call.name())
        .put("arguments", isComplete ? call.arguments() : "");
  }

  String functionCallId(int index) {
    return CallId.of("fc_", request.id(), index, thought.isPresent());
  }

  /** Members that the request can set are those of the request. */
  private ObjectNode envelope(String status, ArrayNode output) {
    ObjectNode response =
        NODES
            .objectNode()
            .put("id", idOf(request))
            .put("object", "response")
            .put("created_at", request.epochSecond())
            .put("status", status)
            .putNull("error")
            .putNull("incomplete_details");
    if (!transformations.isEmpty()) {
      response.set("input_transformations", transformations);
    }
    copy(response, "background", NODES.booleanNode(false));
    copy(response, "instructions", NODES.nullNode());
    copy(response, "max_output_tokens", NODES.nullNode());
    response.put("model", model).set("output", output);
    copy(response, "parallel_tool_calls", NODES.booleanNode(true));
    response.putNull("previous_response_id");
    copy(response, "reasoning", NODES.objectNode().putNull("effort").putNull("summary"));
    response.put(ServiceTiers.FIELD, ServiceTiers.reported(body));
    copy(response, "store", NODES.booleanNode(true));
    copy(response, "temperature", NODES.numberNode(1.0));
    copy(
        response, "text", NODES.objectNode().set("format", NODES.objectNode().put("type", "text")));
    copy(response, "tool_choice", NODES.textNode("auto"));
    copy(response, "tools", NODES.arrayNode());
    copy(response, "top_p", NODES.numberNode(1.0));
    copy(response, "truncation", NODES.textNode("disabled"));
    copy(response, "metadata", NODES.objectNode());
    return response;
  }

  private void copy(ObjectNode response, String field, JsonNode usual) {
    response.set(field, body.hasNonNull(field) ? body.path(field) : usual);
  }

  private ObjectNode usage(ModelOutput output) {
    int reasoningTokens = thought.map(Thought::tokens).orElse(0);
    int outputTokens = reasoningTokens + output.tokenCount();
    ObjectNode usage = NODES.objectNode().put("input_tokens", input.total());
    usage
        .putObject("input_tokens_details")
        .put("cached_tokens", input.read())
        .put("cache_write_tokens", input.written());
    usage.put("output_tokens", outputTokens);
    usage.putObject("output_tokens_details").put("reasoning_tokens", reasoningTokens);
    return usage.put("total_tokens", input.total() + outputTokens);
  }
}
