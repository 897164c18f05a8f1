package dev.firstword.simulator.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reduces a text to the stems of its content words. */
final class Stemmer {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  private static final Set<String> STOP_WORDS =
      Pattern.compile("\\s+")
          .splitAsStream(
              """
              a an and are as at be been but by can could did do does for from had has have he her
              his how i if in into is it its me might must my no not of on one or our please shall
              she should so than that the their them then there these they this those to us was we
              were what when where which who why will with would you your
              """)
          .collect(Collectors.toUnmodifiableSet());

  private Stemmer() {}

  /** Returns the stems in order. A text that consists only of stop words keeps all of them. */
  static List<String> stems(String text) {
    List<String> all = new ArrayList<>();
    List<String> meaningful = new ArrayList<>();
    var matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      all.add(matcher.group());
      if (!STOP_WORDS.contains(matcher.group())) {
        meaningful.add(stem(matcher.group()));
      }
    }
    return meaningful.isEmpty() ? all : meaningful;
  }

  /** Removes the most common English suffixes. Crude, but consistent between query and document. */
  private static String stem(String word) {
    for (String ending : List.of("ing", "ies", "ed", "es", "s")) {
      if (word.endsWith(ending) && word.length() - ending.length() >= 3) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }
}
