package dev.firstword.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Prints a diagnosis to a terminal: the verdict, the failures, the highlighted branch of the
 * decision tree, and the recommendations.
 */
final class DiagnosisPrinter {

  private final PrintWriter out;

  DiagnosisPrinter(PrintWriter out) {
    this.out = out;
  }

  /** Prints a response of {@code GET /api/latency/diagnosis}. */
  void print(JsonNode diagnosis) {
    JsonNode failures = diagnosis.path("failures");
    out.println(diagnosis.path("verdict").path("sentence").asText());
    out.println();
    out.println(
        failures.path("turns").asInt()
            + " turns in the last "
            + diagnosis.path("window").asText()
            + ", "
            + failures.path("failed").asInt()
            + " failed, "
            + diagnosis.path("turns").asInt()
            + " have text");
    for (JsonNode cause : failures.path("causes")) {
      out.println(
          "Failed: "
              + cause.path("turns").asInt()
              + " with "
              + cause.path("code").asText()
              + (cause.path("model").asText().isEmpty() ? "" : ", " + cause.path("model").asText())
              + ". "
              + cause.path("remedy").asText());
    }
    out.println();
    printNode(diagnosis.path("tree"), 0);
    out.println();
    int number = 1;
    for (JsonNode finding : diagnosis.path("findings")) {
      printRecommendation(number++, finding);
    }
    for (JsonNode mistake : diagnosis.path("mistakes")) {
      out.println("Mistake: " + mistake.path("sentence").asText());
      printEvidence(mistake, "    ");
    }
    for (JsonNode applied : diagnosis.path("applied")) {
      out.println(
          "Applied: "
              + applied.path("title").asText()
              + "; predicted "
              + formatGain(applied.path("predicted"))
              + "; measured "
              + formatGain(applied.path("measured"))
              + " over "
              + applied.path("turns").asInt()
              + " turns");
    }
  }

  /** Prints the highlighted branch; the questions beside it explain nothing. */
  private void printNode(JsonNode node, int depth) {
    if (!node.path("lit").asBoolean()) {
      return;
    }
    String indent = "  ".repeat(depth);
    String on = node.path("on").asText();
    if (node.has("question")) {
      out.println(indent + (on.isEmpty() ? "" : on + ": ") + node.path("question").asText());
      printEvidence(node, indent + "    ");
    } else {
      out.println(indent + on + " -> " + node.path("id").asText());
    }
    node.path("children").forEach(child -> printNode(child, depth + 1));
  }

  private void printEvidence(JsonNode node, String indent) {
    for (JsonNode each : node.path("evidence")) {
      out.println(
          indent
              + each.path("name").asText()
              + " "
              + formatNumber(each.path("value").asDouble())
              + (each.has("limit")
                  ? " (limit " + formatNumber(each.path("limit").asDouble()) + ")"
                  : ""));
    }
  }

  private void printRecommendation(int number, JsonNode finding) {
    out.println(number + ". " + finding.path("title").asText());
    out.println("   " + finding.path("technique").asText());
    out.println("   " + finding.path("setting").asText());
    printEvidence(finding, "     ");
    JsonNode saving = finding.path("saving");
    out.println("   would save " + formatGain(saving) + " (" + saving.path("basis").asText() + ")");
    out.println();
  }

  private static String formatGain(JsonNode saving) {
    StringBuilder text = new StringBuilder();
    for (String name : new String[] {"ttft_ms", "total_ms", "seen_first_text_ms"}) {
      JsonNode spread = saving.path(name);
      if (spread.has("p50")) {
        text.append(text.isEmpty() ? "" : ", ")
            .append(name)
            .append(" p50 ")
            .append(formatNumber(spread.path("p50").asDouble()))
            .append(" p95 ")
            .append(formatNumber(spread.path("p95").asDouble()));
      }
    }
    return text.toString();
  }

  private static String formatNumber(double value) {
    return Math.abs(value) >= 100 || value == Math.rint(value)
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
