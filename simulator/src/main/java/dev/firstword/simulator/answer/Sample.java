package dev.firstword.simulator.answer;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A code block in the language that a question names, called after what it asks for. */
final class Sample {
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-z0-9]");

  private Sample() {}

  static String about(Question question) {
    String text = question.text().toLowerCase(Locale.ROOT);
    String name = name(question.keywords(), "_");
    String camel = camel(question.keywords());
    if (text.contains("sql")) {
      return fenced(
          "sql",
          "SELECT "
              + name
              + ", count(*) AS total\nFROM records\nGROUP BY "
              + name
              + "\nORDER BY total DESC;");
    }
    if (text.contains("typescript") || text.contains("javascript")) {
      return fenced(
          "js",
          "export function "
              + camel
              + "(items) {\n  return items\n    .filter((item) => item !== undefined)\n    .map((item) => String(item).trim());\n}");
    }
    if (text.matches("(?s).*\\bjava\\b.*")) {
      return fenced(
          "java",
          "static List<String> "
              + camel
              + "(List<String> items) {\n  return items.stream().map(String::strip).filter(item -> !item.isEmpty()).toList();\n}");
    }
    if (text.contains("bash") || text.contains("shell")) {
      return fenced(
          "bash",
          "#!/usr/bin/env bash\nset -euo pipefail\n\nfor item in \"$@\"; do\n  echo \""
              + name
              + ": $item\"\ndone");
    }
    return fenced(
        "python",
        "def "
            + name
            + "(items):\n    \"\"\"A simulated example.\"\"\"\n    kept = [item.strip() for item in items]\n    return [item for item in kept if item]");
  }

  private static String fenced(String language, String code) {
    return "```" + language + "\n" + code + "\n```";
  }

  private static String name(List<String> words, String joint) {
    String name =
        words.stream()
            .map(word -> NOT_IN_NAMES.matcher(word.toLowerCase(Locale.ROOT)).replaceAll(""))
            .filter(word -> !word.isEmpty() && !Character.isDigit(word.charAt(0)))
            .limit(3)
            .collect(Collectors.joining(joint));
    return name.isEmpty() ? "example" : name;
  }

  private static String camel(List<String> words) {
    StringBuilder camel = new StringBuilder();
    for (String part : name(words, "_").split("_")) {
      camel.append(camel.isEmpty() ? part : Phrases.capitalised(part));
    }
    return camel.toString();
  }
}
