package dev.firstword.operations.metrics;

import dev.firstword.core.timeline.TimelineSnapshot.Span;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.FinishedTurn.Outcome;
import dev.firstword.operations.record.Measure;
import dev.firstword.operations.record.Vitals;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slos;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import org.jspecify.annotations.Nullable;

/**
 * Exports turns as Prometheus metrics. Histograms use the names and buckets of OpenTelemetry's
 * conventions for generative models, and are exported as native histograms as well. Only histograms
 * of whole turns have exemplars with the trace: one turn is enough to follow up, and each exemplar
 * costs a timer.
 */
public final class TurnMetrics implements Monitor.Listener {

  /** The buckets of OpenTelemetry's {@code gen_ai.client.operation.duration}. */
  private static final double[] DURATION_BUCKETS = {
    .01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
  };

  /** The buckets of OpenTelemetry's {@code gen_ai.server.time_to_first_token}. */
  private static final double[] FIRST_TOKEN_BUCKETS = {
    .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10
  };

  /** The buckets of OpenTelemetry's {@code gen_ai.client.token.usage}. */
  private static final double[] TOKEN_BUCKETS = {
    1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
  };

  /** Finer where an SLO's limit may lie, since buckets are exact only at their bounds. */
  private static final double[] WAIT_BUCKETS = {
    .025, .05, .1, .25, .5, .75, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 45, 60, 120
  };

  private static final String CHAT = "chat";

  private final Slos slos;
  private final LabelLimiter models = new LabelLimiter();
  private final LabelLimiter tenants = new LabelLimiter();
  private final LabelLimiter phases = new LabelLimiter();
  private final LabelLimiter codes = new LabelLimiter();
  private final Histogram operation;
  private final Histogram firstChunk;
  private final Histogram tokens;
  private final Histogram ttft;
  private final Histogram duration;
  private final Histogram silence;
  private final Histogram seenFirstText;
  private final Histogram seenSilence;
  private final Histogram phase;
  private final Counter turns;
  private final Counter sloTurns;

  public TurnMetrics(Metrics metrics, Slos slos) {
    this.slos = slos;
    PrometheusRegistry registry = metrics.prometheusRegistry();
    operation =
        histogram(
            registry,
            "gen_ai_client_operation_duration_seconds",
            "From calling the model to its last token.",
            DURATION_BUCKETS,
            "gen_ai_operation_name",
            "gen_ai_request_model",
            "error_type");
    firstChunk =
        histogram(
            registry,
            "gen_ai_client_operation_time_to_first_chunk_seconds",
            "From calling the model to its first text.",
            FIRST_TOKEN_BUCKETS,
            "gen_ai_operation_name",
            "gen_ai_request_model");
    tokens =
        histogram(
            registry,
            "gen_ai_client_token_usage",
            "Tokens of prompts and answers.",
            TOKEN_BUCKETS,
            "gen_ai_operation_name",
            "gen_ai_request_model",
            "gen_ai_token_type");
    ttft =
        histogram(
            registry,
            "firstword_turn_ttft_seconds",
            "From the request to the first text written.",
            WAIT_BUCKETS,
            "model",
            "tenant",
            "kind");
    duration =
        histogram(
            registry,
            "firstword_turn_duration_seconds",
            "From the request to the last event, of turns that completed.",
            WAIT_BUCKETS,
            "model",
            "tenant",
            "kind");
    silence =
        histogram(
            registry,
            "firstword_turn_silence_seconds",
            "The longest time in which nothing was written.",
            WAIT_BUCKETS,
            "kind");
    seenFirstText =
        histogram(
            registry,
            "firstword_seen_first_text_seconds",
            "From the click to the first painted text, as reported by browsers.",
            WAIT_BUCKETS,
            "kind");
    seenSilence =
        histogram(
            registry,
            "firstword_seen_silence_seconds",
            "The longest time without a change on the screen, as reported by browsers.",
            WAIT_BUCKETS,
            "kind");
    phase =
        histogram(
            registry,
            "firstword_phase_duration_seconds",
            "How long a phase of a turn took.",
            FIRST_TOKEN_BUCKETS,
            "phase");
    turns =
        Counter.builder()
            .name("firstword_turns")
            .help("Turns that have ended.")
            .labelNames("outcome", "model", "tenant", "kind")
            .register(registry);
    sloTurns =
        Counter.builder()
            .name("firstword_slo_turns")
            .help("Turns that an objective applies to, and whether they met it.")
            .labelNames("level", "scope", "result")
            .register(registry);
    // Initialized at 0, so that rate() sees the first turn outside.
    for (Slo slo : slos.all()) {
      sloTurns.initLabelValues(slo.name(), slo.scope().wireName(), "within");
      sloTurns.initLabelValues(slo.name(), slo.scope().wireName(), "outside");
    }
  }

  private static Histogram histogram(
      PrometheusRegistry registry, String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicUpperBounds(bounds)
        .labelNames(labels)
        .register(registry);
  }

  @Override
  public void onTurnEnded(FinishedTurn turn) {
    String model = models.limit(turn.model());
    String tenant = tenants.limit(turn.tenant());
    String kind = kind(turn);
    turns.labelValues(turn.outcome().wireName(), model, tenant, kind).inc();
    observe(ttft, turn.ttftMs(), turn, model, tenant, kind);
    if (turn.outcome() == Outcome.DONE) {
      observe(duration, turn.totalMs(), turn, model, tenant, kind);
    }
    observe(silence, turn.longestSilenceMs(), turn, kind);
    for (Span span : turn.timeline().spans()) {
      phase.labelValues(phases.limit(span.name())).observe(span.durationMicros() / 1e6);
    }
    observeModelCall(turn, model);
    for (Slo slo : slos.of(turn)) {
      slo.isMetBy(turn).ifPresent(met -> countSloTurn(slo, met));
    }
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }

  private void observeModelCall(FinishedTurn turn, String model) {
    Double waitMs = turn.phaseMs("model");
    if (waitMs == null) {
      return;
    }
    Double thinkingMs = turn.thinkingMs();
    Double generationMs = turn.phaseMs("generation");
    String error = turn.errorCode() == null ? "" : codes.limit(turn.errorCode());
    operation
        .labelValues(CHAT, model, error)
        .observe((waitMs + orZero(thinkingMs) + orZero(generationMs)) / 1e3);
    if (turn.timeline().hasText()) {
      firstChunk.labelValues(CHAT, model).observe(waitMs / 1e3);
    }
    if (turn.outcome() == Outcome.DONE) {
      tokens.labelValues(CHAT, model, "input").observe((double) turn.inputTokens());
      tokens.labelValues(CHAT, model, "output").observe((double) turn.usage().outputTokens());
    }
  }

  @Override
  public void onVitals(Vitals vitals, FinishedTurn turn) {
    observe(seenFirstText, vitals.firstTextMs(), turn, kind(turn));
    observe(seenSilence, vitals.longestSilenceMs(), turn, kind(turn));
    for (Slo slo : slos.of(turn)) {
      Double value =
          switch (slo.measure()) {
            case Measure.SEEN_FIRST_TEXT -> vitals.firstTextMs();
            case Measure.SEEN_SILENCE -> vitals.longestSilenceMs();
            default -> null;
          };
      if (value != null) {
        countSloTurn(slo, value <= slo.limit());
      }
    }
  }

  private void countSloTurn(Slo slo, boolean met) {
    sloTurns.labelValues(slo.name(), slo.scope().wireName(), met ? "within" : "outside").inc();
  }

  private static String kind(FinishedTurn turn) {
    return turn.kind().isEmpty() ? "none" : turn.kind();
  }

  private static void observe(
      Histogram histogram, @Nullable Double ms, FinishedTurn turn, String... labels) {
    if (ms == null) {
      return;
    }
    histogram
        .labelValues(labels)
        .observeWithExemplar(
            ms / 1e3, Labels.of("trace_id", turn.trace().traceId(), "turn_id", turn.turnId()));
  }
}
