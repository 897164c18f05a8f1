package dev.firstword.simulator.answer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A prompt that asks for one of a few words and nothing else, as a classifier's does. */
final class ClassifierPrompt {
  private static final Pattern OPTION_LIST =
      Pattern.compile(
          "(?i)(?:one word|only one of|exactly one of|with one of|one of the following)[^:\\n]{0,40}:"
              + "?\\s*((?:[\"'`]?[\\w-]{2,24}[\"'`]?(?:\\s*,\\s*(?:or\\s+)?|\\s+or\\s+|\\s*/\\s*|\\s*\\|\\s*)){1,8}"
              + "[\"'`]?[\\w-]{2,24}[\"'`]?)");

  private ClassifierPrompt() {}

  /**
   * Returns the chosen word; empty if the prompt offers no choice. On a scale from simple to
   * complex, the length of the message decides.
   */
  static Optional<String> chooseOption(String system, String message) {
    Matcher optionList = OPTION_LIST.matcher(system + "\n" + message);
    if (!optionList.find()) {
      return Optional.empty();
    }
    List<String> options =
        Arrays.stream(optionList.group(1).split("\\s*(?:,|/|\\||\\bor\\b)\\s*"))
            .map(option -> option.replaceAll("[\"'`]", "").strip())
            .filter(option -> !option.isEmpty())
            .toList();
    int words = QuestionAnalysis.of(message).wordCount();
    int position = words < 10 ? 0 : words <= 50 ? options.size() / 2 : options.size() - 1;
    return Optional.of(options.get(position).toLowerCase(Locale.ROOT));
  }
}
