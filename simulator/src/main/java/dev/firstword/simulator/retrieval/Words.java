package dev.firstword.simulator.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Takes a text down to the stems of the words that carry its meaning. */
final class Words {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  private static final Set<String> EMPTY =
      Pattern.compile("\\s+")
          .splitAsStream(
              """
              a an and are as at be been but by can could did do does for from had has have he her
              his how i if in into is it its me might must my no not of on one or our please shall
              she should so than that the their them then there these they this those to us was we
              were what when where which who why will with would you your
              """)
          .collect(Collectors.toUnmodifiableSet());

  private Words() {}

  /** The stems in order; a text of nothing but empty words keeps them all. */
  static List<String> stems(String text) {
    List<String> all = new ArrayList<>();
    List<String> meaningful = new ArrayList<>();
    var found = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (found.find()) {
      all.add(found.group());
      if (!EMPTY.contains(found.group())) {
        meaningful.add(stem(found.group()));
      }
    }
    return meaningful.isEmpty() ? all : meaningful;
  }

  /** Takes off the commonest English endings; crude, but the same for query and document. */
  private static String stem(String word) {
    for (String ending : List.of("ing", "ies", "ed", "es", "s")) {
      if (word.endsWith(ending) && word.length() - ending.length() >= 3) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }
}
