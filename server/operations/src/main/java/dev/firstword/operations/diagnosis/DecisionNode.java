package dev.firstword.operations.diagnosis;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A question of the decision tree, as data.
 *
 * @param reason why it is asked, and where the thresholds come from
 * @param evidence measures the evidence for the answer
 * @param branches the branches, in display order
 */
record DecisionNode(
    String id,
    String question,
    String reason,
    Function<TurnSample, List<Evidence>> evidence,
    List<Branch> branches) {

  /** An answer that leads to another question or to a rule. */
  record Branch(String answer, @Nullable DecisionNode next, @Nullable DiagnosticRule rule) {

    static Branch toNode(String answer, DecisionNode next) {
      return new Branch(answer, next, null);
    }

    static Branch toRule(String answer, DiagnosticRule rule) {
      return new Branch(answer, null, rule);
    }
  }

  DecisionNode {
    branches = List.copyOf(branches);
  }
}
