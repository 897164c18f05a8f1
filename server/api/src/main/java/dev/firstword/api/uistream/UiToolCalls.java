package dev.firstword.api.uistream;

import static dev.firstword.api.uistream.UiChunkBuffer.chunk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.relay.event.ToolState;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of an answer as chunks. A page runs a tool as soon as its input is available, so
 * that is said only once the turn asks for it. It is never said of a tool that does not exist.
 */
final class UiToolCalls {

  static final String NO_RESULT = "The answer ended before the tool had a result.";
  private static final String PROVIDER_FAILED = "The tool failed.";
  private static final String CALL_ID = "toolCallId";
  private static final String ERROR_TEXT = "errorText";
  private static final JsonMapper JSON = new JsonMapper();

  private final UiChunkBuffer out;
  private final Set<String> answered;
  private final Map<String, Call> open = new LinkedHashMap<>();

  /** The calls with a result that the turn has not asked for yet, as far as is known. */
  private final Set<String> unasked;

  /**
   * Creates the calls of an answer.
   *
   * @param answered the ids of calls whose results the client has sent, and shows already
   */
  UiToolCalls(UiChunkBuffer out, Set<String> answered) {
    this.out = out;
    this.answered = Set.copyOf(answered);
    this.unasked = new HashSet<>(answered);
  }

  /** A call that has not ended. */
  private static final class Call {
    final String name;
    final boolean isByProvider;
    boolean isRunning;
    JsonNode input = JsonNodeFactory.instance.objectNode();

    Call(String name, boolean isByProvider) {
      this.name = name;
      this.isByProvider = isByProvider;
    }
  }

  /** Whether the turn has asked for all the results that the client has sent. */
  boolean areAllAsked() {
    return unasked.isEmpty();
  }

  /** Whether the turn does nothing until a client has run a tool. */
  boolean isWaitingForClient() {
    return open.entrySet().stream().anyMatch(this::isAsked)
        && open.values().stream().allMatch(call -> call.isRunning);
  }

  private boolean isAsked(Map.Entry<String, Call> entry) {
    return !entry.getValue().isByProvider && !answered.contains(entry.getKey());
  }

  void onArguments(String id, JsonNode text) {
    if (open.containsKey(id)) {
      out.add(chunk("tool-input-delta").put(CALL_ID, id).set("inputTextDelta", text));
    }
  }

  void onCall(JsonNode event) {
    String id = event.path("id").asText();
    boolean isByProvider = event.has("by");
    Call call = open.computeIfAbsent(id, _ -> new Call(event.path("name").asText(), isByProvider));
    JsonNode result = event.get("result");
    switch (ToolState.ofWireName(event.path("state").asText())) {
      case WRITING -> out.add(named("tool-input-start", id, call));
      case READY -> call.input = input(event.path("arguments").asText());
      case RUNNING -> {
        unasked.remove(id);
        if (!call.isRunning) {
          call.isRunning = true;
          out.add(named("tool-input-available", id, call).set("input", call.input));
        }
      }
      case FINISHED -> {
        open.remove(id);
        if (!answered.contains(id)) {
          ObjectNode chunk = chunk("tool-output-available").put(CALL_ID, id);
          markProvider(chunk, call).set("output", output(result));
          out.add(chunk);
        }
      }
      case FAILED -> {
        open.remove(id);
        if (!answered.contains(id)) {
          out.add(failed(id, call, reason(call, result)));
        }
      }
    }
  }

  private static String reason(Call call, @Nullable JsonNode result) {
    if (result != null) {
      return result.asText();
    }
    return call.isByProvider ? PROVIDER_FAILED : NO_RESULT;
  }

  private static ObjectNode failed(String id, Call call, String reason) {
    if (call.isRunning) {
      ObjectNode chunk = chunk("tool-output-error").put(CALL_ID, id).put(ERROR_TEXT, reason);
      return markProvider(chunk, call);
    }
    ObjectNode chunk = named("tool-input-error", id, call).put(ERROR_TEXT, reason);
    chunk.set("input", call.input);
    return chunk;
  }

  private static ObjectNode named(String type, String id, Call call) {
    return markProvider(chunk(type).put(CALL_ID, id).put("toolName", call.name), call);
  }

  private static ObjectNode markProvider(ObjectNode chunk, Call call) {
    return call.isByProvider ? chunk.put("providerExecuted", true) : chunk;
  }

  /** Returns the arguments as JSON, or as text if the model has not written JSON. */
  static JsonNode input(String arguments) {
    if (arguments.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    JsonNode value = parse(arguments);
    return value == null ? JsonNodeFactory.instance.textNode(arguments) : value;
  }

  /** Returns a result as the client sent it: objects and lists were sent as their JSON. */
  static JsonNode output(@Nullable JsonNode result) {
    if (result == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    String text = result.asText();
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return result;
    }
    JsonNode value = parse(text);
    return value == null ? result : value;
  }

  private static @Nullable JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException _) {
      return null;
    }
  }
}
