package dev.firstword.core.preparation;

import java.util.Locale;
import java.util.Set;

/**
 * A phase before the model. The phases and their dependencies form the preparation graph. A phase
 * starts as soon as its dependencies have ended. A phase that a turn does not need is skipped, and
 * its dependents do not wait for it.
 */
enum Phase {
  /** The caller is authenticated and the message is stored. Happens elsewhere. */
  ACCEPTANCE,
  HISTORY,
  EMBEDDING,
  SEARCH,
  RERANKING,
  PROMPT;

  Set<Phase> dependencies() {
    return switch (this) {
      case ACCEPTANCE, HISTORY, EMBEDDING -> Set.of();
      case SEARCH -> Set.of(EMBEDDING);
      case RERANKING -> Set.of(SEARCH);
      case PROMPT -> Set.of(ACCEPTANCE, HISTORY, SEARCH, RERANKING);
    };
  }

  /** The phase's name in the protocol. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
