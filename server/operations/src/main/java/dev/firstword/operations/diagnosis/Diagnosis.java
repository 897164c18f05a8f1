package dev.firstword.operations.diagnosis;

import dev.firstword.operations.diagnosis.DecisionNode.Branch;
import dev.firstword.operations.metrics.Incident;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.slo.Slos;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to change first, and what it would save. Each rule is checked against the recorded turns;
 * the branch of the tree that leads to the best recommendation is highlighted.
 *
 * @param turns the number of turns it is based on
 * @param isConclusive whether those are enough for a diagnosis
 * @param recommendations the recommendations, best first
 */
public record Diagnosis(
    int turns,
    boolean isConclusive,
    Node tree,
    List<Recommendation> recommendations,
    List<Mistake> mistakes) {

  /**
   * A node of the evaluated tree: a question or, as a leaf, a rule.
   *
   * @param parentAnswer the answer to the parent's question that leads here; empty for the root
   * @param question null for a rule
   * @param answer the answer on the highlighted branch; null if the branch does not pass here
   * @param recommendationId the id of the recommendation; null if there is none
   */
  public record Node(
      String id,
      String parentAnswer,
      @Nullable String question,
      @Nullable String answer,
      boolean isHighlighted,
      List<Evidence> evidence,
      String reason,
      List<Node> children,
      @Nullable String recommendationId) {}

  /** Diagnoses turns, and the incidents that affected them. */
  public static Diagnosis of(
      List<RecentTurn> turns, ConfiguredModels models, Slos slos, List<Incident> incidents) {
    TurnSample sample = new TurnSample(turns, models, slos, incidents);
    if (!sample.isConclusive()) {
      Map<String, Recommendation> none = Map.of();
      return new Diagnosis(
          sample.turns().size(),
          false,
          node(DecisionTree.ROOT, "", sample, none, null),
          List.of(),
          List.of());
    }
    Map<String, Recommendation> byId = new LinkedHashMap<>();
    examine(DecisionTree.ROOT, sample, byId);
    List<Recommendation> recommendations =
        byId.values().stream()
            .sorted(
                Comparator.comparingDouble((Recommendation finding) -> -finding.saving().score()))
            .toList();
    String topId = recommendations.isEmpty() ? null : recommendations.getFirst().id();
    return new Diagnosis(
        sample.turns().size(),
        true,
        node(DecisionTree.ROOT, "", sample, byId, topId),
        recommendations,
        MistakeDetector.detect(sample));
  }

  /** Adds mistakes; each replaces one with the same id. */
  Diagnosis withMistakes(List<Mistake> others) {
    List<Mistake> all = new ArrayList<>(mistakes);
    all.removeIf(mistake -> others.stream().anyMatch(other -> other.id().equals(mistake.id())));
    all.addAll(others);
    return new Diagnosis(turns, isConclusive, tree, recommendations, all);
  }

  private static void examine(
      DecisionNode node, TurnSample sample, Map<String, Recommendation> byId) {
    for (Branch branch : node.branches()) {
      if (branch.rule() != null) {
        branch.rule().examine(sample).ifPresent(finding -> byId.put(finding.id(), finding));
      }
      if (branch.next() != null) {
        examine(branch.next(), sample, byId);
      }
    }
  }

  private static Node node(
      DecisionNode decision,
      String parentAnswer,
      TurnSample sample,
      Map<String, Recommendation> byId,
      @Nullable String topId) {
    List<Node> children = new ArrayList<>();
    for (Branch branch : decision.branches()) {
      if (branch.next() != null) {
        children.add(node(branch.next(), branch.answer(), sample, byId, topId));
      } else if (branch.rule() != null) {
        children.add(leaf(branch.rule().id(), branch.answer(), byId, topId));
      }
    }
    String highlightedBranch =
        children.stream()
            .filter(Node::isHighlighted)
            .map(Node::parentAnswer)
            .findFirst()
            .orElse(null);
    boolean isRoot = parentAnswer.isEmpty();
    return new Node(
        decision.id(),
        parentAnswer,
        decision.question(),
        highlightedBranch,
        isRoot || highlightedBranch != null,
        decision.evidence().apply(sample),
        decision.reason(),
        children,
        null);
  }

  private static Node leaf(
      String id, String parentAnswer, Map<String, Recommendation> byId, @Nullable String topId) {
    Recommendation recommendation = byId.get(id);
    return new Node(
        id,
        parentAnswer,
        null,
        null,
        id.equals(topId),
        recommendation == null ? List.of() : recommendation.evidence(),
        recommendation == null ? "The measurements do not show it." : recommendation.title() + ".",
        List.of(),
        recommendation == null ? null : id);
  }
}
