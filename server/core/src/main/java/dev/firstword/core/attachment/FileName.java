package dev.firstword.core.attachment;

import java.util.regex.Pattern;

/** Reduces the names of files to what can be shown and stored anywhere. */
final class FileName {

  static final int MAX_LENGTH = 200;

  private static final int MAX_EXTENSION_LENGTH = 10;

  /** Controls, marks that reverse the direction of text, and halves of characters. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}]");

  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

  private FileName() {}

  /** Returns the name without folders and invisible characters; empty if nothing is left. */
  static String clean(String name) {
    String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String visible =
        SPACES
            .matcher(INVISIBLE.matcher(SPACES.matcher(base).replaceAll(" ")).replaceAll(""))
            .replaceAll(" ")
            .strip();
    return visible.equals(".") || visible.equals("..") ? "" : shorten(visible);
  }

  /** Keeps the ending, which says what the file is. */
  private static String shorten(String name) {
    if (name.length() <= MAX_LENGTH) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String ending =
        dot > 0 && name.length() - dot <= MAX_EXTENSION_LENGTH ? name.substring(dot) : "";
    int end = MAX_LENGTH - ending.length();
    if (Character.isHighSurrogate(name.charAt(end - 1))) {
      end--;
    }
    return name.substring(0, end) + ending;
  }
}
