package dev.firstword.simulator.prompt;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a client receives of a thought before the thought ends. */
public enum ThinkingDisplay {
  /** A summary, a few sentences at a time. */
  SUMMARIZED,
  /** Nothing. */
  OMITTED,
  /** Estimated token counts without text. OpenAI's format has none, so nothing there. */
  COUNTS,
  /** Nothing of the thought, but notes for the reader between tool calls. Only in Anthropic's. */
  UPDATES,
  /** The thought itself, token by token. */
  RAW,
  /** Nothing, and afterwards only the encrypted thought. OpenAI's chat format has none. */
  REDACTED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ThinkingDisplay> of(String wireName) {
    return Arrays.stream(values())
        .filter(display -> display.wireName().equals(wireName))
        .findFirst();
  }
}
