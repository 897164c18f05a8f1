package dev.firstword.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Prints the events of a turn: the answer, and a line for each thing that it waits for. */
final class TurnPrinter {

  private final Terminal terminal;
  private String lastHeadline = "";
  private boolean isComplete;

  /** A line for each source that the answer cites, by its number. */
  private final Map<Integer, String> sources = new TreeMap<>();

  /** The label of each tool call, by its id. */
  private final Map<String, String> toolLabels = new HashMap<>();

  /** What was last said about the wait for each running tool call, by its id. */
  private final Map<String, Integer> toolWaits = new HashMap<>();

  TurnPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Whether the turn has ended with its whole answer. */
  boolean isComplete() {
    return isComplete;
  }

  void print(JsonNode event) {
    String type = event.path("type").asText();
    switch (type) {
      case "phase" -> printPhase(event);
      case "model" ->
          terminal.printStatus(
              "· " + event.path("model").asText() + " (" + event.path("reason").asText() + ")");
      case "thinking" -> printThought(event);
      case "tool_call" -> printToolCall(event);
      case "tool_wait" -> printToolWait(event);
      case "text" -> terminal.printAnswer(event.path("text").asText());
      case "note" -> terminal.printStatus("· " + oneLine(event.path("text").asText()));
      case "citation" -> printSource(event);
      case "discard" -> terminal.printStatus("· The text above is withdrawn.");
      case "slow" -> terminal.printStatus("· " + event.path("message").asText());
      case "done" -> {
        isComplete = true;
        sources.values().forEach(terminal::printStatus);
        printTiming(event.path("latency"), event.path("usage"));
      }
      case "cancelled" -> terminal.printStatus("· Stopped.");
      case "error" -> terminal.printStatus("· " + event.path("message").asText());
      default -> {
        // The protocol may add event types; unknown ones are ignored.
      }
    }
  }

  private void printPhase(JsonNode event) {
    if (event.path("state").asText().equals("started")) {
      terminal.printStatus("· " + event.path("label").asText());
    }
  }

  private void printThought(JsonNode event) {
    switch (event.path("state").asText()) {
      case "progress" -> {
        String headline = event.path("headline").asText();
        if (!headline.isEmpty() && !headline.equals(lastHeadline)) {
          lastHeadline = headline;
          terminal.printStatus("· " + headline);
        }
      }
      case "finished" ->
          terminal.printStatus(
              String.format(
                  Locale.ROOT, "· thought for %.1f s", event.path("elapsed_ms").asDouble() / 1000));
      default -> {
        // A phase tells that the thought has started.
      }
    }
  }

  /** The sources follow the answer, each once. */
  private void printSource(JsonNode event) {
    String title = oneLine(event.path("title").asText());
    String url = event.path("url").asText();
    String page = event.has("page") ? ", page " + event.path("page").asInt() : "";
    String name = title.isEmpty() ? event.path("quote").asText() : title + page;
    int index = event.path("index").asInt();
    sources.putIfAbsent(
        index, "· [%d] %s %s".formatted(index, oneLine(name), oneLine(url)).stripTrailing());
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /** Prints a line when the call starts, and its duration behind it when it ends. */
  private void printToolCall(JsonNode event) {
    String label = oneLine(event.path("label").asText());
    toolLabels.put(event.path("id").asText(), label);
    String line = "· " + label + "…";
    long seconds = Math.round(event.path("elapsed_ms").asDouble() / 1000);
    switch (event.path("state").asText()) {
      case "running" -> terminal.openStatus(line);
      case "finished" -> terminal.closeStatus(line, " " + seconds + " s");
      case "failed" -> terminal.closeStatus(line, " failed after " + seconds + " s");
      default -> {
        // Its arguments are being written, which takes a moment.
      }
    }
  }

  /** Prints what is usual for a tool once, and then only that its call has become longer. */
  private void printToolWait(JsonNode event) {
    String id = event.path("id").asText();
    int percent = event.path("longer_than_percent").asInt();
    Integer before = toolWaits.put(id, percent);
    if (before == null || percent > before) {
      terminal.printStatus("· " + toolLabels.getOrDefault(id, id) + ": " + toolWait(event));
    }
  }

  private static String toolWait(JsonNode event) {
    long calls = event.path("samples").asLong();
    return switch (event.path("longer_than_percent").asInt()) {
      case 0 ->
          "usually done within "
              + Math.max(1, Math.ceilDiv(event.at("/typical_ms/p80").asLong(), 1_000L))
              + " s";
      case 50 -> "longer than half of earlier calls";
      case 80 -> "longer than 4 of 5 earlier calls";
      case 95 -> "longer than 19 of 20 earlier calls";
      default -> "longer than all " + calls + " earlier calls";
    };
  }

  private void printTiming(JsonNode latency, JsonNode usage) {
    terminal.printStatus(
        String.format(
            Locale.ROOT,
            "· first words %.2f s, whole answer %.2f s, %d tokens at %.0f tokens/s",
            latency.path("ttft_ms").asDouble() / 1000,
            latency.path("total_ms").asDouble() / 1000,
            usage.path("output_tokens").asLong(),
            latency.path("output_tokens_per_second").asDouble()));
  }
}
