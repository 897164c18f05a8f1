package dev.firstword.core.turn.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.relay.event.ToolState;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of a turn that is more than text, as its log shows it.
 *
 * @param parts the text with its citations, commentary, tool calls and results in their order, with
 *     results as they were shown; empty if there is nothing but text
 * @param toolStates the newest state of each tool call, by its id
 * @param step the number of the newest step, from 1
 */
public record LoggedAnswer(List<ContentPart> parts, Map<String, ToolState> toolStates, int step) {

  /** Reads the log of a turn. Too slow for an event loop. */
  public static LoggedAnswer of(View view) {
    Reader reader = new Reader();
    List<JsonNode> events = LogContent.answerEvents(view);
    events.forEach(reader::read);
    reader.endText();
    boolean isMoreThanText =
        reader.parts.stream().anyMatch(part -> !(part instanceof ContentPart.Text));
    return new LoggedAnswer(
        isMoreThanText || !reader.states.isEmpty() ? List.copyOf(reader.parts) : List.of(),
        reader.states,
        reader.step);
  }

  /** Collects the parts. */
  private static final class Reader {
    private final List<ContentPart> parts = new ArrayList<>();

    /** Where each part begins in the text of the turn. */
    private final List<Integer> starts = new ArrayList<>();

    private final Map<String, ToolState> states = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final List<ContentPart.Citation> citations = new ArrayList<>();
    private int step = 1;

    /** Where {@link #text} begins in the text of the turn. */
    private int textStart;

    void read(JsonNode event) {
      switch (event.path("type").asText()) {
        case "text" -> text.append(event.path("text").asText());
        case "step" -> step++;
        case "discard" -> keep(event.path("kept").asInt());
        case "citation" -> citations.add(citation(event));
        case "note" -> {
          endText();
          add(new ContentPart.Commentary(event.path("text").asText()), textStart);
        }
        default -> {
          if (!event.path("by").asText().equals("provider")) {
            endText();
            readToolCall(event);
          }
        }
      }
    }

    /** Text is only ever withdrawn up to the start of a call of the model, where a part begins. */
    private void keep(int kept) {
      endText();
      while (textStart > kept && !parts.isEmpty()) {
        ContentPart last = parts.removeLast();
        textStart = starts.removeLast();
        if (last instanceof ContentPart.ToolCall || last instanceof ContentPart.ToolResult) {
          parts.add(last);
          starts.add(textStart);
          break;
        }
      }
      textStart = Math.min(textStart, kept);
    }

    private void add(ContentPart part, int start) {
      parts.add(part);
      starts.add(start);
    }

    /** The provider's own form of a citation is not in the log. */
    private ContentPart.Citation citation(JsonNode event) {
      return new ContentPart.Citation(
          event.path("title").asText(),
          event.path("url").asText(),
          event.path("page").asInt(),
          event.path("quote").asText(),
          event.path("start").asInt(-1),
          event.path("end").asInt(-1),
          "",
          "");
    }

    void endText() {
      String written = text.toString();
      String paragraph = written.strip();
      if (!paragraph.isEmpty()) {
        add(new ContentPart.Text(paragraph), textStart);
        int leading = written.length() - written.stripLeading().length();
        for (ContentPart.Citation citation : citations) {
          int start = citation.start() - textStart - leading;
          int end = citation.end() - textStart - leading;
          boolean isInside = start >= 0 && end <= paragraph.length();
          add(isInside ? citation.at(start, end) : citation.at(-1, -1), textStart);
        }
        citations.clear();
      }
      textStart += written.length();
      text.setLength(0);
    }

    private void readToolCall(JsonNode event) {
      String id = event.path("id").asText();
      ToolState state = ToolState.ofWireName(event.path("state").asText());
      states.put(id, state);
      switch (state) {
        case WRITING, RUNNING -> {}
        case READY ->
            add(
                new ContentPart.ToolCall(
                    id, event.path("name").asText(), event.path("arguments").asText()),
                textStart);
        case FINISHED, FAILED -> {
          if (event.has("result")) {
            add(
                new ContentPart.ToolResult(
                    id, event.path("result").asText(), state == ToolState.FAILED),
                textStart);
          }
        }
      }
    }
  }
}
