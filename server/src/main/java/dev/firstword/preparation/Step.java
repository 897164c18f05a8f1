package dev.firstword.preparation;

import java.util.Locale;
import java.util.Set;

/**
 * A phase before the model, with what it needs: the whole graph. Whatever needs nothing that is
 * still to come starts at once. One that a turn has no use for is left out, and what needed it does
 * not wait for it.
 */
enum Step {
  /** The person is known and their message is stored. It happens outside; here it is waited for. */
  ACCEPTANCE,
  HISTORY,
  EMBEDDING,
  SEARCH,
  RERANKING,
  PROMPT;

  Set<Step> needs() {
    return switch (this) {
      case ACCEPTANCE, HISTORY, EMBEDDING -> Set.of();
      case SEARCH -> Set.of(EMBEDDING);
      case RERANKING -> Set.of(SEARCH);
      case PROMPT -> Set.of(ACCEPTANCE, HISTORY, SEARCH, RERANKING);
    };
  }

  /** What the phase is called on the wire. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
