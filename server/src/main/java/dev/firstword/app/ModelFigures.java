package dev.firstword.app;

import dev.firstword.monitor.Metrics;
import dev.firstword.routing.ModelReport;
import dev.firstword.routing.RouteCounts;
import dev.firstword.routing.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the router knows of its models and has done, for a monitoring system. */
final class ModelFigures {

  private static final String MODEL = "model";
  private static final List<Double> QUANTILES = List.of(0.5, 0.95, 0.99);

  private final Metrics metrics;
  private final Router router;

  private ModelFigures(Metrics metrics, Router router) {
    this.metrics = metrics;
    this.router = router;
  }

  /** Lets the metrics tell them from now on. */
  static void tell(Metrics metrics, Router router) {
    ModelFigures figures = new ModelFigures(metrics, router);
    figures.tellHowModelsStand();
    figures.tellWhatWasDone();
  }

  private void tellHowModelsStand() {
    metrics.gauges(
        "firstword.model.first.token.seconds",
        "Time to a model's first token over its newest calls; assumed where few were measured.",
        List.of(MODEL, "quantile"),
        this::firstTokens);
    gauge(
        "firstword.model.tokens.per.second",
        "A model's pace after its first token, at the median of its newest answers.",
        report -> report.tokensPerSecond().quantile(0.5));
    gauge(
        "firstword.model.measured",
        "First tokens measured of a model in the last ten minutes.",
        ModelReport::measured);
    gauge(
        "firstword.model.waiting",
        "Calls to a model that wait for their first token.",
        ModelReport::waiting);
    gauge(
        "firstword.model.waiting.limit",
        "How many may wait before others are asked instead.",
        ModelReport::limit);
    metrics.gauges(
        "firstword.model.state",
        "1 for the state that a model is in, 0 for the others.",
        List.of(MODEL, "state"),
        this::states);
  }

  private void gauge(String name, String description, ToDoubleFunction<ModelReport> value) {
    metrics.gauges(
        name,
        description,
        List.of(MODEL),
        () -> {
          Map<List<String>, Double> values = new LinkedHashMap<>();
          router
              .report()
              .forEach(report -> values.put(List.of(report.name()), value.applyAsDouble(report)));
          return values;
        });
  }

  private Map<List<String>, Double> firstTokens() {
    Map<List<String>, Double> values = new LinkedHashMap<>();
    for (ModelReport report : router.report()) {
      for (double quantile : QUANTILES) {
        values.put(
            List.of(report.name(), Double.toString(quantile)),
            report.firstTokenMs().quantile(quantile) / 1e3);
      }
    }
    return values;
  }

  private Map<List<String>, Double> states() {
    Map<List<String>, Double> values = new LinkedHashMap<>();
    for (ModelReport report : router.report()) {
      for (ModelReport.State state : ModelReport.State.values()) {
        values.put(
            List.of(report.name(), state.name().toLowerCase(Locale.ROOT)),
            state == report.state() ? 1.0 : 0.0);
      }
    }
    return values;
  }

  private void tellWhatWasDone() {
    RouteCounts counts = router.counts();
    count(
        "firstword.model.decisions",
        "How often a model was taken, and why.",
        List.of(MODEL, "reason"),
        counts::decisions,
        decision -> List.of(decision.model(), decision.reason().wireName()));
    count(
        "firstword.model.calls",
        "What calls to a model came to; one that lost to another or was not wanted is closed.",
        List.of(MODEL, "outcome"),
        counts::endings,
        ending -> List.of(ending.model(), ending.outcome().wireName()));
    count(
        "firstword.model.unheard.input.tokens",
        "Input of calls that were closed before they told their usage; estimated, uncached.",
        List.of(MODEL),
        counts::unheardInputTokens,
        List::of);
    count(
        "firstword.questions",
        "How complex questions were, and who said so.",
        List.of("complexity", "by"),
        counts::judgements,
        judged ->
            List.of(judged.complexity().name().toLowerCase(Locale.ROOT), judged.by().wireName()));
    metrics.counts(
        "firstword.hedges",
        "Second calls beside a slow one: made, and which of them spoke first or did not.",
        List.of("result"),
        () ->
            Map.of(
                List.of("made"), counts.hedges(),
                List.of("won"), counts.hedgesWon(),
                List.of("lost"), counts.hedgesLost()));
  }

  private <K> void count(
      String name,
      String description,
      List<String> labels,
      Supplier<Map<K, Long>> now,
      Function<K, List<String>> values) {
    metrics.counts(
        name,
        description,
        labels,
        () -> {
          Map<List<String>, Long> counts = new LinkedHashMap<>();
          now.get().forEach((key, count) -> counts.put(values.apply(key), count));
          return counts;
        });
  }
}
