package dev.firstword.operations.diagnosis;

import dev.firstword.operations.diagnosis.DecisionNode.Branch;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.Measure;
import dev.firstword.operations.record.Vitals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The decision tree: its questions, and where their answers lead. */
final class DecisionTree {

  private static final List<String> PHASES = List.of("history", "embedding", "search", "reranking");

  private static final DecisionNode WHICH_PHASE =
      new DecisionNode(
          "which_phase",
          "Which phase does the model wait for?",
          "Only a phase that the model waits for counts: one in parallel with a longer one costs"
              + " nothing. Slow means over 250 ms, several times what a healthy phase takes.",
          DecisionTree::phaseEvidence,
          PHASES.stream().map(phase -> Branch.toRule(phase, new SlowPhaseRule(phase))).toList());

  private static final DecisionNode BEFORE_THE_MODEL =
      new DecisionNode(
          "before_the_model",
          "Do phases wait for each other, or is one of them slow?",
          "Phases that do not depend on each other can run in parallel; then the wait is the"
              + " longest path through them, not their sum.",
          sample -> percentileEvidence("wait before the model", sample, TurnSample::beforeModelMs),
          List.of(
              Branch.toRule("they wait for each other", new SequentialPhasesRule()),
              Branch.toNode("one is slow", WHICH_PHASE)));

  private static final DecisionNode IN_THE_MODEL =
      new DecisionNode(
          "in_the_model",
          "Is it the prompt, the model or its tail?",
          "A prompt is long from the size on that its model caches; a model is heavy where a"
              + " cheaper one answers simple questions; a tail is long where p99 is over four times"
              + " p50, where 2.3 is typical.",
          sample -> {
            List<Evidence> evidence =
                percentileEvidence(Measure.MODEL_TTFT, sample, TurnSample::modelTtftMs);
            evidence.add(
                Evidence.of(
                    "input tokens p50",
                    ExactPercentiles.of(sample.turns(), kept -> kept.turn().inputTokens()).p50()));
            evidence.add(
                Evidence.of(
                    "share of simple questions",
                    sample.share(kept -> kept.turn().kind().equals("simple"))));
            return evidence;
          },
          List.of(
              Branch.toRule("a long prompt that is not cached", new UncachedPromptRule()),
              Branch.toRule("a prompt that changes before its end", new ChangingPrefixRule()),
              Branch.toRule("a model too heavy for its questions", new HeavyModelRule()),
              Branch.toRule("its tail", new SlowTailRule())));

  private static final DecisionNode WHERE =
      new DecisionNode(
          "where",
          "Is it late before the model, in it, or on the way to the reader?",
          "The one where most time can be saved, not the longest: a model has to think.",
          sample -> {
            List<Evidence> evidence =
                percentileEvidence("wait before the model", sample, TurnSample::beforeModelMs);
            evidence.addAll(
                percentileEvidence(Measure.MODEL_TTFT, sample, TurnSample::modelTtftMs));
            evidence.addAll(
                percentileEvidence(
                    "first text seen after it was written", sample, DecisionTree::deliveryMs));
            return evidence;
          },
          List.of(
              Branch.toNode("before the model", BEFORE_THE_MODEL),
              Branch.toNode("in the model", IN_THE_MODEL),
              Branch.toRule("on the way to the reader", new BufferedStreamRule())));

  private static final DecisionNode LENGTH =
      new DecisionNode(
          "length",
          "Is it written slowly, or is there much to write?",
          "Over 800 tokens, about two screens, an answer is long.",
          sample ->
              percentileEvidence(
                  "output tokens", sample, kept -> kept.turn().usage().answerTokens()),
          List.of(Branch.toRule("there is much to write", new LongAnswersRule())));

  /** The first question. */
  static final DecisionNode ROOT =
      new DecisionNode(
          "late",
          "Is the first text late, or the total?",
          "People wait for the first text; once they read, the total matters less: a second of it"
              + " counts a tenth, in proportion to the default service levels.",
          sample -> {
            List<Evidence> evidence = new ArrayList<>();
            ExactPercentiles ttft =
                ExactPercentiles.of(sample.turns(), kept -> orNaN(kept.turn().ttftMs()));
            ExactPercentiles total =
                ExactPercentiles.of(sample.turns(), kept -> kept.turn().totalMs());
            evidence.add(new Evidence("ttft_ms p95", ttft.p95(), sample.sloLimit(Measure.TTFT)));
            evidence.add(new Evidence("total_ms p99", total.p99(), sample.sloLimit(Measure.TOTAL)));
            return evidence;
          },
          List.of(Branch.toNode("the first text", WHERE), Branch.toNode("the total", LENGTH)));

  private DecisionTree() {}

  private static List<Evidence> phaseEvidence(TurnSample sample) {
    List<Evidence> evidence = new ArrayList<>();
    for (String phase : PHASES) {
      ExactPercentiles took =
          ExactPercentiles.of(sample.turns(), kept -> orNaN(kept.turn().phaseMs(phase)));
      if (!took.isEmpty()) {
        evidence.add(Evidence.of(phase + " p50 ms", took.p50()));
      }
    }
    return evidence;
  }

  private static double deliveryMs(RecentTurn kept) {
    Vitals vitals = kept.vitals();
    return vitals == null ? Double.NaN : orNaN(vitals.firstTextMs()) - orNaN(kept.turn().ttftMs());
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private static List<Evidence> percentileEvidence(
      String name, TurnSample sample, ToDoubleFunction<RecentTurn> value) {
    ExactPercentiles percentiles = ExactPercentiles.of(sample.turns(), value);
    List<Evidence> evidence = new ArrayList<>();
    if (!percentiles.isEmpty()) {
      evidence.add(Evidence.of(name + " p50", percentiles.p50()));
      evidence.add(Evidence.of(name + " p95", percentiles.p95()));
    }
    return evidence;
  }
}
