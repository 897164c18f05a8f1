package dev.firstword.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** A diagnosis for a terminal: the tree with the lit branch marked, then what to do. */
final class DiagnosisText {

  private static final String LIT = "* ";
  private static final String UNLIT = "  ";

  private final PrintWriter out;

  DiagnosisText(PrintWriter out) {
    this.out = out;
  }

  /** Prints what {@code GET /api/latency/diagnosis} says. */
  void print(JsonNode diagnosis) {
    out.println(
        diagnosis.path("turns").asInt()
            + " turns in the last "
            + diagnosis.path("window").asText()
            + (diagnosis.path("enough").asBoolean() ? "" : ": too few to say anything"));
    out.println();
    node(diagnosis.path("tree"), 0);
    out.println();
    int number = 1;
    for (JsonNode finding : diagnosis.path("findings")) {
      finding(number++, finding);
    }
    if (diagnosis.path("enough").asBoolean() && diagnosis.path("findings").isEmpty()) {
      out.println("Nothing that would be worth changing.");
    }
    for (JsonNode mistake : diagnosis.path("mistakes")) {
      out.println("Mistake: " + mistake.path("sentence").asText());
      evidence(mistake, "    ");
    }
    for (JsonNode applied : diagnosis.path("applied")) {
      out.println(
          "Applied: "
              + applied.path("title").asText()
              + "; predicted "
              + gain(applied.path("predicted"))
              + "; measured "
              + gain(applied.path("measured"))
              + " over "
              + applied.path("turns").asInt()
              + " turns");
    }
  }

  private void node(JsonNode node, int depth) {
    String mark = node.path("lit").asBoolean() ? LIT : UNLIT;
    String indent = "  ".repeat(depth);
    String on = node.path("on").asText();
    if (node.has("question")) {
      out.println(mark + indent + (on.isEmpty() ? "" : on + ": ") + node.path("question").asText());
      if (node.path("lit").asBoolean()) {
        evidence(node, UNLIT + indent + "    ");
      }
    } else {
      out.println(
          mark + indent + on + (node.has("finding") ? " -> " + node.path("id").asText() : ""));
    }
    node.path("children").forEach(child -> node(child, depth + 1));
  }

  private void evidence(JsonNode node, String indent) {
    for (JsonNode each : node.path("evidence")) {
      out.println(
          indent
              + each.path("name").asText()
              + " "
              + number(each.path("value").asDouble())
              + (each.has("limit")
                  ? " (limit " + number(each.path("limit").asDouble()) + ")"
                  : ""));
    }
  }

  private void finding(int number, JsonNode finding) {
    out.println(number + ". " + finding.path("title").asText());
    out.println("   " + finding.path("technique").asText());
    out.println("   " + finding.path("setting").asText());
    evidence(finding, "     ");
    JsonNode saving = finding.path("saving");
    out.println("   would save " + gain(saving) + " (" + saving.path("basis").asText() + ")");
    out.println();
  }

  private static String gain(JsonNode saving) {
    StringBuilder text = new StringBuilder();
    for (String name : new String[] {"ttft_ms", "total_ms", "seen_first_text_ms"}) {
      JsonNode spread = saving.path(name);
      if (spread.has("p50")) {
        text.append(text.isEmpty() ? "" : ", ")
            .append(name)
            .append(" p50 ")
            .append(number(spread.path("p50").asDouble()))
            .append(" p95 ")
            .append(number(spread.path("p95").asDouble()));
      }
    }
    return text.toString();
  }

  private static String number(double value) {
    return Math.abs(value) >= 100 || value == Math.rint(value)
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
