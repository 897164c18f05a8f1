package dev.firstword.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import java.util.ArrayList;
import java.util.List;

/** How each API writes tools, calls and results. */
enum ToolApi {
  MESSAGES("/v1/messages"),
  CHAT("/v1/chat/completions"),
  RESPONSES("/v1/responses");

  final String path;

  ToolApi(String path) {
    this.path = path;
  }

  ObjectNode question(String text) {
    ObjectNode request =
        Reply.JSON.createObjectNode().put("model", AgentModels.name(Dialect.ANTHROPIC));
    if (this == RESPONSES) {
      return request.put("input", text).set("tools", tools());
    }
    request.put("max_tokens", 1_000).set("tools", tools());
    request.putArray("messages").addObject().put("role", "user").put("content", text);
    return request;
  }

  private JsonNode tools() {
    String schema = "{\"type\":\"object\",\"properties\":{}}";
    String tool =
        switch (this) {
          case MESSAGES -> "{\"name\":\"search\",\"input_schema\":%s}";
          case CHAT ->
              "{\"type\":\"function\",\"function\":{\"name\":\"search\",\"parameters\":%s}}";
          case RESPONSES -> "{\"type\":\"function\",\"name\":\"search\",\"parameters\":%s}";
        };
    return Reply.json("[" + tool.formatted(schema) + "]");
  }

  /** Returns the ids of the calls at the end of a whole answer. */
  List<String> callIds(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    switch (this) {
      case MESSAGES -> answer.path("content").forEach(block -> addIf(ids, block, "tool_use", "id"));
      case CHAT ->
          answer
              .at("/choices/0/message/tool_calls")
              .forEach(call -> addIf(ids, call, "function", "id"));
      case RESPONSES ->
          answer.path("output").forEach(item -> addIf(ids, item, "function_call", "call_id"));
    }
    return ids;
  }

  private static void addIf(List<String> ids, JsonNode item, String type, String field) {
    if (item.path("type").asText().equals(type)) {
      ids.add(item.path(field).asText());
    }
  }

  String finish(JsonNode answer) {
    return switch (this) {
      case MESSAGES -> answer.path("stop_reason").asText();
      case CHAT -> answer.at("/choices/0/finish_reason").asText();
      case RESPONSES -> answer.path("status").asText();
    };
  }

  String text(JsonNode answer) {
    return switch (this) {
      case MESSAGES -> answer.at("/content/0/text").asText();
      case CHAT -> answer.at("/choices/0/message/content").asText();
      case RESPONSES -> ResponseClient.text(answer);
    };
  }

  ObjectNode results(List<String> ids) {
    ObjectNode request =
        Reply.JSON.createObjectNode().put("model", AgentModels.name(Dialect.ANTHROPIC));
    List<JsonNode> results = ids.stream().map(this::result).toList();
    if (this == RESPONSES) {
      request.putArray("input").addAll(results);
      return request;
    }
    request.put("max_tokens", 1_000);
    if (this == CHAT) {
      request.putArray("messages").addAll(results);
    } else {
      request
          .putArray("messages")
          .addObject()
          .put("role", "user")
          .putArray("content")
          .addAll(results);
    }
    return request;
  }

  private JsonNode result(String id) {
    ObjectNode result = Reply.JSON.createObjectNode();
    return switch (this) {
      case MESSAGES ->
          result
              .put("type", "tool_result")
              .put("tool_use_id", id)
              .put("content", AgentModels.RESULT);
      case CHAT ->
          result.put("role", "tool").put("tool_call_id", id).put("content", AgentModels.RESULT);
      case RESPONSES ->
          result
              .put("type", "function_call_output")
              .put("call_id", id)
              .put("output", AgentModels.RESULT);
    };
  }
}
