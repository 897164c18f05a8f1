package dev.firstword.app.config;

/**
 * What is logged, and how.
 *
 * @param turns which turns get a line when they end
 * @param showsUsers whether these lines have the ids of users; otherwise these are redacted
 */
public record LogSettings(Format format, Turns turns, boolean showsUsers) {

  public static final LogSettings DEFAULTS = new LogSettings(Format.TEXT, Turns.FAILED, false);

  /** How a line is written. */
  public enum Format {
    /** For people. */
    TEXT,
    /** For programs: one JSON object a line. */
    JSON
  }

  /** Turns that get a line. */
  public enum Turns {
    ALL,
    FAILED
  }
}
