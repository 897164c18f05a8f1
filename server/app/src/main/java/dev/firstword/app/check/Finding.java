package dev.firstword.app.check;

/**
 * What a check found.
 *
 * @param subject what was checked, in a few words
 * @param detail what was found, as a sentence
 * @param remedy what to do; empty if there is nothing to do
 */
public record Finding(Level level, String subject, String detail, String remedy) {

  /** How bad it is. */
  public enum Level {
    OK,
    /** Works for now, or could not be found out. */
    WARNING,
    /** Does not work. */
    FAILS
  }

  static Finding ok(String subject, String detail) {
    return new Finding(Level.OK, subject, detail, "");
  }

  static Finding warning(String subject, String detail, String remedy) {
    return new Finding(Level.WARNING, subject, detail, remedy);
  }

  static Finding fails(String subject, String detail, String remedy) {
    return new Finding(Level.FAILS, subject, detail, remedy);
  }
}
