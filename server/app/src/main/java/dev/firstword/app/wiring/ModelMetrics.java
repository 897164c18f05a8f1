package dev.firstword.app.wiring;

import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.routing.ModelReport;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.RoutingCounters;
import dev.firstword.operations.metrics.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Exports the router's view of its models as metrics. */
final class ModelMetrics {

  private static final String MODEL = "model";
  private static final List<Double> QUANTILES = List.of(0.5, 0.95, 0.99);

  private final Metrics metrics;
  private final Router router;

  private ModelMetrics(Metrics metrics, Router router) {
    this.metrics = metrics;
    this.router = router;
  }

  /** Registers the metrics. */
  static void register(Metrics metrics, Router router) {
    ModelMetrics modelMetrics = new ModelMetrics(metrics, router);
    modelMetrics.registerStatus();
    modelMetrics.registerCounters();
  }

  private void registerStatus() {
    metrics.registerGauges(
        "firstword.model.first.token.seconds",
        "Time to a model's first token over its newest calls; configured where few were measured.",
        List.of(MODEL, "quantile"),
        this::firstTokens);
    registerGauge(
        "firstword.model.tokens.per.second",
        "A model's speed after its first token, the median of its newest answers.",
        report -> report.tokensPerSecond().quantile(0.5));
    registerGauge(
        "firstword.model.measured",
        "First tokens of a model measured in the last ten minutes.",
        ModelReport::sampleCount);
    registerGauge(
        "firstword.model.waiting",
        "Calls to a model that wait for their first token.",
        ModelReport::waitingCalls);
    registerGauge(
        "firstword.model.waiting.limit",
        "How many calls may wait before other models are called instead.",
        ModelReport::concurrencyLimit);
    metrics.registerGauges(
        "firstword.model.state",
        "1 for the state that a model is in, 0 for the others.",
        List.of(MODEL, "state"),
        this::states);
    metrics.registerGauges(
        "firstword.model.refused.option",
        "1 for an option that a model's provider has refused since the start.",
        List.of(MODEL, "option"),
        this::refusedOptions);
  }

  private void registerGauge(String name, String description, ToDoubleFunction<ModelReport> value) {
    metrics.registerGauges(
        name,
        description,
        List.of(MODEL),
        () -> {
          Map<List<String>, Double> values = new LinkedHashMap<>();
          router
              .modelReports()
              .forEach(report -> values.put(List.of(report.name()), value.applyAsDouble(report)));
          return values;
        });
  }

  private Map<List<String>, Double> firstTokens() {
    Map<List<String>, Double> values = new LinkedHashMap<>();
    for (ModelReport report : router.modelReports()) {
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
    for (ModelReport report : router.modelReports()) {
      for (ModelReport.State state : ModelReport.State.values()) {
        values.put(
            List.of(report.name(), state.name().toLowerCase(Locale.ROOT)),
            state == report.state() ? 1.0 : 0.0);
      }
    }
    return values;
  }

  private Map<List<String>, Double> refusedOptions() {
    Map<List<String>, Double> values = new LinkedHashMap<>();
    for (ModelReport report : router.modelReports()) {
      for (ModelOption option : report.refusedOptions()) {
        values.put(List.of(report.name(), option.name().toLowerCase(Locale.ROOT)), 1.0);
      }
    }
    return values;
  }

  private void registerCounters() {
    RoutingCounters counts = router.counters();
    registerCounter(
        "firstword.model.decisions",
        "How often a model was chosen, and why.",
        List.of(MODEL, "reason"),
        counts::decisions,
        decision -> List.of(decision.model(), decision.reason().wireName()));
    registerCounter(
        "firstword.model.calls",
        "Calls to a model, by outcome; one that lost to another or was not needed is closed.",
        List.of(MODEL, "outcome"),
        counts::outcomes,
        ending -> List.of(ending.model(), ending.outcome().wireName()));
    registerCounter(
        "firstword.model.refusals",
        "Answers that a model declined before it wrote anything, by the provider's category.",
        List.of(MODEL, "category"),
        counts::refusals,
        refusal -> List.of(refusal.model(), refusal.category()));
    registerCounter(
        "firstword.model.unreported.input.tokens",
        "Input of calls closed before they reported their usage; estimated, without caching.",
        List.of(MODEL),
        counts::unreportedInputTokens,
        List::of);
    registerCounter(
        "firstword.questions",
        "Questions, by complexity and by what classified them.",
        List.of("complexity", "by"),
        counts::judgements,
        judged ->
            List.of(judged.complexity().name().toLowerCase(Locale.ROOT), judged.by().wireName()));
    metrics.registerCounters(
        "firstword.hedges",
        "Hedges: second calls made while a first one was slow, and how many of them won or lost.",
        List.of("result"),
        () ->
            Map.of(
                List.of("made"), counts.hedges(),
                List.of("won"), counts.hedgesWon(),
                List.of("lost"), counts.hedgesLost()));
  }

  private <K> void registerCounter(
      String name,
      String description,
      List<String> labels,
      Supplier<Map<K, Long>> current,
      Function<K, List<String>> labelValues) {
    metrics.registerCounters(
        name,
        description,
        labels,
        () -> {
          Map<List<String>, Long> counts = new LinkedHashMap<>();
          current.get().forEach((key, count) -> counts.put(labelValues.apply(key), count));
          return counts;
        });
  }
}
