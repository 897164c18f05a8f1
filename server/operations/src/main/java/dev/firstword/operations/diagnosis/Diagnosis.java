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
 * What to change first, and what it would save. Failures come first. Each rule is checked against
 * the recorded turns; the branch of the tree that leads to the best recommendation is highlighted.
 *
 * @param turns the number of turns with text, which recommendations and mistakes are based on
 * @param isConclusive whether those are enough for recommendations
 * @param failures the turns that failed
 * @param missed the objectives that are missed
 * @param alerts the names of the objectives for which an alert fires
 * @param recommendations the recommendations, best first
 */
public record Diagnosis(
    int turns,
    boolean isConclusive,
    Failures failures,
    List<MissedObjective> missed,
    List<String> alerts,
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

  /** A recommendation or a mistake that saves less is not noticed. */
  static final double MIN_SAVING_MS = 20;

  /** Diagnoses turns, and the incidents that affected them. */
  public static Diagnosis of(
      List<RecentTurn> turns, ConfiguredModels models, Slos slos, List<Incident> incidents) {
    TurnSample sample = new TurnSample(turns, models, slos, incidents);
    Failures failures = Failures.of(turns, slos);
    if (!sample.isConclusive()) {
      return new Diagnosis(
          sample.turns().size(),
          false,
          failures,
          List.of(),
          List.of(),
          root(failures, sample, Map.of(), null),
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
    String topId =
        recommendations.isEmpty() || failures.areTooMany() ? null : recommendations.getFirst().id();
    return new Diagnosis(
        sample.turns().size(),
        true,
        failures,
        List.of(),
        List.of(),
        root(failures, sample, byId, topId),
        recommendations,
        MistakeDetector.detect(sample));
  }

  /** Adds mistakes; each replaces one with the same id. */
  Diagnosis withMistakes(List<Mistake> others) {
    List<Mistake> all = new ArrayList<>(mistakes);
    all.removeIf(mistake -> others.stream().anyMatch(other -> other.id().equals(mistake.id())));
    all.addAll(others);
    return new Diagnosis(turns, isConclusive, failures, missed, alerts, tree, recommendations, all);
  }

  /** Adds the objectives that are missed, and the names of those for which an alert fires. */
  Diagnosis withObjectives(List<MissedObjective> missing, List<String> alerting) {
    return new Diagnosis(
        turns, isConclusive, failures, missing, alerting, tree, recommendations, mistakes);
  }

  /** Returns the one sentence that everything adds up to. */
  public Verdict verdict() {
    return Verdict.of(this);
  }

  private static void examine(
      DecisionNode node, TurnSample sample, Map<String, Recommendation> byId) {
    for (Branch branch : node.branches()) {
      if (branch.rule() != null) {
        branch
            .rule()
            .examine(sample)
            .filter(finding -> finding.saving().isAtLeast(MIN_SAVING_MS))
            .ifPresent(finding -> byId.put(finding.id(), finding));
      }
      if (branch.next() != null) {
        examine(branch.next(), sample, byId);
      }
    }
  }

  /** A turn that fails has no latency, so the first question is whether turns fail. */
  private static Node root(
      Failures failures,
      TurnSample sample,
      Map<String, Recommendation> byId,
      @Nullable String topId) {
    boolean isFailing = failures.areTooMany();
    Node failing =
        new Node(
            "failing_turns",
            "they fail",
            null,
            null,
            isFailing,
            failures.causes().stream()
                .map(cause -> Evidence.of(cause.code() + " turns", cause.turns()))
                .toList(),
            isFailing ? "Too many fail." : "No more fail than the objectives allow.",
            List.of(),
            null);
    Node late = node(DecisionTree.ROOT, "they are late", sample, byId, topId);
    return new Node(
        "failing",
        "",
        "Do turns fail, or are they late?",
        isFailing ? failing.parentAnswer() : late.isHighlighted() ? late.parentAnswer() : null,
        true,
        List.of(new Evidence("share of failed turns", failures.share(), failures.allowedShare())),
        "A turn that fails has no latency and misses every objective. The limit is the share that"
            + " the strictest objective allows to miss it.",
        List.of(failing, late),
        null);
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
    return new Node(
        decision.id(),
        parentAnswer,
        decision.question(),
        highlightedBranch,
        highlightedBranch != null,
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
