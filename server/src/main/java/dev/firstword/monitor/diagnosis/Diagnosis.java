package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.Incident;
import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.diagnosis.Question.Answer;
import dev.firstword.monitor.level.ServiceLevels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to do first, and what it would bring. Each remedy is held against the recorded turns; the
 * branch of the tree that leads to the most worthwhile one is lit.
 *
 * @param turns on how many it rests
 * @param enough whether those are enough to say anything
 * @param findings the most worthwhile first
 */
public record Diagnosis(
    int turns, boolean enough, Node tree, List<Finding> findings, List<Mistake> mistakes) {

  /**
   * A question as it was answered.
   *
   * @param on the answer to the question before that leads here; empty at the beginning
   * @param question absent for a remedy
   * @param answer where the lit branch goes on; absent where it does not pass here
   * @param finding the id of the remedy, where it is one
   */
  public record Node(
      String id,
      String on,
      @Nullable String question,
      @Nullable String answer,
      boolean lit,
      List<Evidence> evidence,
      String reason,
      List<Node> children,
      @Nullable String finding) {}

  /** Looks at those turns, and at what befell them all. */
  public static Diagnosis of(
      List<KeptTurn> turns, ModelFacts models, ServiceLevels levels, List<Incident> incidents) {
    Sample sample = new Sample(turns, models, levels, incidents);
    if (!sample.isEnough()) {
      Map<String, Finding> none = Map.of();
      return new Diagnosis(
          sample.turns().size(),
          false,
          node(DecisionTree.ROOT, "", sample, none, null),
          List.of(),
          List.of());
    }
    Map<String, Finding> found = new LinkedHashMap<>();
    examine(DecisionTree.ROOT, sample, found);
    List<Finding> findings =
        found.values().stream()
            .sorted(Comparator.comparingDouble((Finding finding) -> -finding.saving().worth()))
            .toList();
    String first = findings.isEmpty() ? null : findings.getFirst().id();
    return new Diagnosis(
        sample.turns().size(),
        true,
        node(DecisionTree.ROOT, "", sample, found, first),
        findings,
        Mistakes.of(sample));
  }

  /** With further mistakes, each in the place of one of the same name. */
  Diagnosis with(List<Mistake> others) {
    List<Mistake> all = new ArrayList<>(mistakes);
    all.removeIf(one -> others.stream().anyMatch(other -> other.id().equals(one.id())));
    all.addAll(others);
    return new Diagnosis(turns, enough, tree, findings, all);
  }

  private static void examine(Question question, Sample sample, Map<String, Finding> found) {
    for (Answer answer : question.answers()) {
      if (answer.remedy() != null) {
        answer.remedy().examine(sample).ifPresent(finding -> found.put(finding.id(), finding));
      }
      if (answer.next() != null) {
        examine(answer.next(), sample, found);
      }
    }
  }

  private static Node node(
      Question question,
      String on,
      Sample sample,
      Map<String, Finding> found,
      @Nullable String first) {
    List<Node> children = new ArrayList<>();
    for (Answer answer : question.answers()) {
      if (answer.next() != null) {
        children.add(node(answer.next(), answer.text(), sample, found, first));
      } else if (answer.remedy() != null) {
        children.add(leaf(answer.remedy().id(), answer.text(), found, first));
      }
    }
    String lit = children.stream().filter(Node::lit).map(Node::on).findFirst().orElse(null);
    boolean isBeginning = on.isEmpty();
    return new Node(
        question.id(),
        on,
        question.text(),
        lit,
        isBeginning || lit != null,
        question.evidence().apply(sample),
        question.reason(),
        children,
        null);
  }

  private static Node leaf(
      String id, String on, Map<String, Finding> found, @Nullable String first) {
    Finding finding = found.get(id);
    return new Node(
        id,
        on,
        null,
        null,
        id.equals(first),
        finding == null ? List.of() : finding.evidence(),
        finding == null ? "The figures are not such." : finding.title() + ".",
        List.of(),
        finding == null ? null : id);
  }
}
