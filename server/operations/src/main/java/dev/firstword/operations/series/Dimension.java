package dev.firstword.operations.series;

import dev.firstword.operations.record.FinishedTurn;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A property by which turns are grouped. */
public enum Dimension {
  MODEL,
  TENANT,
  KIND,
  PROFILE,
  /** The length of the answer, which tells a slow model from a long answer. */
  LENGTH;

  /** The name for turns whose value is unknown. */
  private static final String UNKNOWN = "none";

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Dimension> of(String wireName) {
    return Arrays.stream(values()).filter(each -> each.wireName().equals(wireName)).findFirst();
  }

  String nameFor(FinishedTurn turn) {
    String name =
        switch (this) {
          case MODEL -> turn.model();
          case TENANT -> turn.tenant();
          case KIND -> turn.kind();
          case PROFILE -> turn.profile();
          case LENGTH -> length(turn.usage().answerTokens());
        };
    return name.isEmpty() ? UNKNOWN : name;
  }

  private static String length(long tokens) {
    if (tokens == 0) {
      return ""; // Providers report usage at the end, which this turn did not reach.
    }
    return tokens <= 100
        ? "up to 100 tokens"
        : tokens <= 400 ? "up to 400 tokens" : tokens <= 1600 ? "up to 1600 tokens" : "longer";
  }
}
