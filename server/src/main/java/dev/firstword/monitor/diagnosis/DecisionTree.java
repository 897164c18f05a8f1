package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.Measure;
import dev.firstword.monitor.Vitals;
import dev.firstword.monitor.diagnosis.Question.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The decision tree: which questions are asked, and where their answers lead. */
final class DecisionTree {

  private static final List<String> PHASES = List.of("history", "embedding", "search", "reranking");

  private static final Question WHICH_PHASE =
      new Question(
          "which_phase",
          "Which phase does the model wait for?",
          "A phase counts where the model waits for it: one beside a longer one costs nothing. Slow"
              + " is over 250 ms, several times what such a phase takes that is well.",
          DecisionTree::phases,
          PHASES.stream().map(phase -> Answer.calls(phase, new SlowPhase(phase))).toList());

  private static final Question BEFORE_THE_MODEL =
      new Question(
          "before_the_model",
          "Do phases wait for each other, or is one of them slow?",
          "Phases that need nothing of each other can go on at once; then the wait is the longest way"
              + " through them, not their sum.",
          sample -> spread("wait before the model", sample, Sample::beforeModelMs),
          List.of(
              Answer.calls("they wait for each other", new SequentialPhases()),
              Answer.leadsTo("one is slow", WHICH_PHASE)));

  private static final Question IN_THE_MODEL =
      new Question(
          "in_the_model",
          "Is it the prompt, the model or its tail?",
          "A prompt is long from the size on that its model remembers; a model is heavy where a"
              + " cheaper one answers simple questions; a tail is long where p99 is over four times"
              + " p50, where 2.3 is usual.",
          sample -> {
            List<Evidence> evidence = spread(Measure.MODEL_TTFT, sample, Sample::modelTtftMs);
            evidence.add(
                Evidence.of(
                    "input tokens p50",
                    Spread.of(sample.turns(), kept -> kept.turn().inputTokens()).p50()));
            evidence.add(
                Evidence.of(
                    "share of simple questions",
                    sample.share(kept -> kept.turn().kind().equals("simple"))));
            return evidence;
          },
          List.of(
              Answer.calls("a long prompt, read anew each time", new UncachedPrompt()),
              Answer.calls("a model too heavy for its questions", new HeavyModel()),
              Answer.calls("its tail", new SlowTail())));

  private static final Question WHERE =
      new Question(
          "where",
          "Is it late before the model, in it, or on the way to the reader?",
          "The one with the most time that can be saved, not the longest: a model has to think.",
          sample -> {
            List<Evidence> evidence =
                spread("wait before the model", sample, Sample::beforeModelMs);
            evidence.addAll(spread(Measure.MODEL_TTFT, sample, Sample::modelTtftMs));
            evidence.addAll(
                spread("first text seen after it was written", sample, DecisionTree::way));
            return evidence;
          },
          List.of(
              Answer.leadsTo("before the model", BEFORE_THE_MODEL),
              Answer.leadsTo("in the model", IN_THE_MODEL),
              Answer.calls("on the way to the reader", new BufferedStream())));

  private static final Question LENGTH =
      new Question(
          "length",
          "Is it written slowly, or is there much to write?",
          "Over 800 tokens, about two screens, an answer is long.",
          sample -> spread("output tokens", sample, kept -> kept.turn().usage().outputTokens()),
          List.of(Answer.calls("there is much to write", new LongAnswers())));

  /** Where one begins. */
  static final Question ROOT =
      new Question(
          "late",
          "Is the first text late, or the total?",
          "People wait for the first text; once they read, the total matters less: a second of it"
              + " counts a tenth, as the usual service levels have it.",
          sample -> {
            List<Evidence> evidence = new ArrayList<>();
            Spread ttft = Spread.of(sample.turns(), kept -> orNaN(kept.turn().ttftMs()));
            Spread total = Spread.of(sample.turns(), kept -> kept.turn().totalMs());
            evidence.add(new Evidence("ttft_ms p95", ttft.p95(), sample.limit(Measure.TTFT)));
            evidence.add(new Evidence("total_ms p99", total.p99(), sample.limit(Measure.TOTAL)));
            return evidence;
          },
          List.of(Answer.leadsTo("the first text", WHERE), Answer.leadsTo("the total", LENGTH)));

  private DecisionTree() {}

  private static List<Evidence> phases(Sample sample) {
    List<Evidence> evidence = new ArrayList<>();
    for (String phase : PHASES) {
      Spread took = Spread.of(sample.turns(), kept -> orNaN(kept.turn().phaseMs(phase)));
      if (!took.isEmpty()) {
        evidence.add(Evidence.of(phase + " p50 ms", took.p50()));
      }
    }
    return evidence;
  }

  private static double way(KeptTurn kept) {
    Vitals seen = kept.seen();
    return seen == null ? Double.NaN : orNaN(seen.firstTextMs()) - orNaN(kept.turn().ttftMs());
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private static List<Evidence> spread(
      String name, Sample sample, ToDoubleFunction<KeptTurn> value) {
    Spread spread = Spread.of(sample.turns(), value);
    List<Evidence> evidence = new ArrayList<>();
    if (!spread.isEmpty()) {
      evidence.add(Evidence.of(name + " p50", spread.p50()));
      evidence.add(Evidence.of(name + " p95", spread.p95()));
    }
    return evidence;
  }
}
