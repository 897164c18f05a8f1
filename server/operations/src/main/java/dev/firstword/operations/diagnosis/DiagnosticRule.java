package dev.firstword.operations.diagnosis;

import java.util.Optional;

/** A possible improvement, and when it is worth making. */
interface DiagnosticRule {

  /** Stable, for programs. */
  String id();

  /** Returns the recommendation, or empty if the evidence does not support it. */
  Optional<Recommendation> examine(TurnSample sample);
}
