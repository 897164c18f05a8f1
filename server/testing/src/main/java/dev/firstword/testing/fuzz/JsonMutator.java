package dev.firstword.testing.fuzz;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Changes the words of a JSON document at random: another type, an extreme, another name. What it
 * returns is mostly valid JSON, which gets past the parser.
 */
final class JsonMutator {

  private static final int MAX_CHANGES = 4;
  private static final int DEPTH = 2_000;

  /** Strings are matched without backtracking, because theirs can be long. */
  private static final Pattern WORD =
      Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|-?\\d[\\d.eE+-]*|true|false|null");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "0.5",
          "1e400",
          "2147483648",
          "99999999999999999999",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"auto\"",
          "\"data:image/png;base64,AAAA\"",
          "\"https://example.org/x.png\"",
          "\"" + "x".repeat(20_000) + "\"",
          "[]",
          "{}",
          "[null]",
          "[[]]",
          "[{}]",
          "{\"type\":\"text\",\"text\":\"x\"}",
          "{\"type\":null}",
          "[".repeat(DEPTH) + "]".repeat(DEPTH),
          "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH));

  private JsonMutator() {}

  /** Returns a document with a few words replaced. */
  static String mutate(Random random, String document) {
    String changed = document;
    for (int i = 1 + random.nextInt(MAX_CHANGES); i > 0; i--) {
      changed = change(random, changed);
    }
    return changed;
  }

  private static String change(Random random, String document) {
    List<MatchResult> words = WORD.matcher(document).results().toList();
    if (words.isEmpty()) {
      return document;
    }
    MatchResult word = words.get(random.nextInt(words.size()));
    boolean isName = document.substring(word.end()).stripLeading().startsWith(":");
    String other =
        isName || random.nextInt(3) == 0
            ? words.get(random.nextInt(words.size())).group()
            : VALUES.get(random.nextInt(VALUES.size()));
    String replacement = isName && !other.startsWith("\"") ? "\"" + other + "\"" : other;
    return document.substring(0, word.start()) + replacement + document.substring(word.end());
  }
}
