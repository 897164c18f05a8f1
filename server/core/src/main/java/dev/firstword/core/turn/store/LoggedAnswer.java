package dev.firstword.core.turn.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.relay.event.TurnEvent.ToolState;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of a turn with tool calls, as its log shows it.
 *
 * @param parts the text, tool calls and results in their order, with results as they were shown;
 *     empty if no tool was called
 * @param toolStates the newest state of each tool call, by its id
 * @param step the number of the newest step, from 1
 */
public record LoggedAnswer(List<ContentPart> parts, Map<String, ToolState> toolStates, int step) {

  /** Reads the log of a turn. Too slow for an event loop. */
  public static LoggedAnswer of(View view) {
    List<ContentPart> parts = new ArrayList<>();
    Map<String, ToolState> states = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    int step = 1;
    for (JsonNode event : LogContent.answerEvents(view)) {
      switch (event.path("type").asText()) {
        case "text" -> text.append(event.path("text").asText());
        case "step" -> step++;
        default -> {
          addText(text, parts);
          addToolCall(event, parts, states);
        }
      }
    }
    if (!states.isEmpty()) {
      addText(text, parts);
    }
    return new LoggedAnswer(List.copyOf(parts), states, step);
  }

  private static void addText(StringBuilder text, List<ContentPart> parts) {
    String paragraph = text.toString().strip();
    if (!paragraph.isEmpty()) {
      parts.add(new ContentPart.Text(paragraph));
    }
    text.setLength(0);
  }

  private static void addToolCall(
      JsonNode event, List<ContentPart> parts, Map<String, ToolState> states) {
    String id = event.path("id").asText();
    ToolState state = ToolState.ofWireName(event.path("state").asText());
    states.put(id, state);
    switch (state) {
      case WRITING, RUNNING -> {}
      case READY ->
          parts.add(
              new ContentPart.ToolCall(
                  id, event.path("name").asText(), event.path("arguments").asText()));
      case FINISHED, FAILED -> {
        if (event.has("result")) {
          parts.add(
              new ContentPart.ToolResult(
                  id, event.path("result").asText(), state == ToolState.FAILED));
        }
      }
    }
  }
}
