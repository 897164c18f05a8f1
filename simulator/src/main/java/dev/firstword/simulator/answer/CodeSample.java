package dev.firstword.simulator.answer;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Generates a code block in the language that a question names, with identifiers from its keywords.
 */
final class CodeSample {
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-z0-9]");

  private CodeSample() {}

  static String forQuestion(QuestionAnalysis question) {
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
    String name = parts(words).collect(Collectors.joining(joint));
    return name.isEmpty() ? "example" : name;
  }

  private static String camel(List<String> words) {
    String pascal = parts(words).map(PhraseGenerator::capitalize).collect(Collectors.joining());
    return pascal.isEmpty()
        ? "example"
        : pascal.substring(0, 1).toLowerCase(Locale.ROOT) + pascal.substring(1);
  }

  private static Stream<String> parts(List<String> words) {
    return words.stream()
        .map(word -> NOT_IN_NAMES.matcher(word.toLowerCase(Locale.ROOT)).replaceAll(""))
        .filter(word -> !word.isEmpty() && !Character.isDigit(word.charAt(0)))
        .limit(3);
  }
}
