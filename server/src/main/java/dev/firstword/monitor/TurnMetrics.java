package dev.firstword.monitor;

import dev.firstword.monitor.FinishedTurn.Outcome;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.timeline.Recording.Span;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import org.jspecify.annotations.Nullable;

/**
 * Turns as Prometheus' figures: histograms with the names and buckets of OpenTelemetry's
 * conventions for generative models, both with those buckets and as native ones. Those of whole
 * turns have the trace as exemplar: one turn is enough to go on from, and each exemplar costs a
 * timer.
 */
public final class TurnMetrics implements Monitor.Listener {

  /** OpenTelemetry's for {@code gen_ai.client.operation.duration}. */
  private static final double[] DURATION = {
    .01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
  };

  /** OpenTelemetry's for {@code gen_ai.server.time_to_first_token}. */
  private static final double[] FIRST_TOKEN = {
    .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10
  };

  /** OpenTelemetry's for {@code gen_ai.client.token.usage}. */
  private static final double[] TOKENS = {
    1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
  };

  /** Finer where a service level may lie, which buckets can only tell at their bounds. */
  private static final double[] WAITS = {
    .025, .05, .1, .25, .5, .75, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 45, 60, 120
  };

  private static final String CHAT = "chat";

  private final ServiceLevels levels;
  private final BoundedNames models = new BoundedNames();
  private final BoundedNames tenants = new BoundedNames();
  private final BoundedNames phases = new BoundedNames();
  private final BoundedNames codes = new BoundedNames();
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
  private final Counter levelTurns;

  public TurnMetrics(Metrics metrics, ServiceLevels levels) {
    this.levels = levels;
    PrometheusRegistry registry = metrics.prometheus();
    operation =
        histogram(
            registry,
            "gen_ai_client_operation_duration_seconds",
            "From asking the model to its last token.",
            DURATION,
            "gen_ai_operation_name",
            "gen_ai_request_model",
            "error_type");
    firstChunk =
        histogram(
            registry,
            "gen_ai_client_operation_time_to_first_chunk_seconds",
            "From asking the model to its first text.",
            FIRST_TOKEN,
            "gen_ai_operation_name",
            "gen_ai_request_model");
    tokens =
        histogram(
            registry,
            "gen_ai_client_token_usage",
            "Tokens of an answer and of what was asked.",
            TOKENS,
            "gen_ai_operation_name",
            "gen_ai_request_model",
            "gen_ai_token_type");
    ttft =
        histogram(
            registry,
            "firstword_turn_ttft_seconds",
            "From the request to the first text written.",
            WAITS,
            "model",
            "tenant",
            "kind");
    duration =
        histogram(
            registry,
            "firstword_turn_duration_seconds",
            "From the request to the last event, of turns that ended well.",
            WAITS,
            "model",
            "tenant",
            "kind");
    silence =
        histogram(
            registry,
            "firstword_turn_silence_seconds",
            "The longest time in which nothing was written.",
            WAITS,
            "kind");
    seenFirstText =
        histogram(
            registry,
            "firstword_seen_first_text_seconds",
            "From the click to the first painted text, as browsers tell.",
            WAITS,
            "kind");
    seenSilence =
        histogram(
            registry,
            "firstword_seen_silence_seconds",
            "The longest time in which nothing changed on the screen, as browsers tell.",
            WAITS,
            "kind");
    phase =
        histogram(
            registry,
            "firstword_phase_duration_seconds",
            "How long a phase of a turn took.",
            FIRST_TOKEN,
            "phase");
    turns =
        Counter.builder()
            .name("firstword_turns")
            .help("Turns that have ended.")
            .labelNames("outcome", "model", "tenant", "kind")
            .register(registry);
    levelTurns =
        Counter.builder()
            .name("firstword_level_turns")
            .help("Turns that a service level is about, and whether they were within it.")
            .labelNames("level", "scope", "result")
            .register(registry);
    // From the start on, so that a rate can be taken of the first turn that is outside.
    for (ServiceLevel level : levels.all()) {
      levelTurns.initLabelValues(level.name(), level.scope().wireName(), "within");
      levelTurns.initLabelValues(level.name(), level.scope().wireName(), "outside");
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
  public void ended(FinishedTurn turn) {
    String model = models.of(turn.model());
    String tenant = tenants.of(turn.tenant());
    String kind = kind(turn);
    turns.labelValues(turn.outcome().wireName(), model, tenant, kind).inc();
    observe(ttft, turn.ttftMs(), turn, model, tenant, kind);
    if (turn.outcome() == Outcome.DONE) {
      observe(duration, turn.totalMs(), turn, model, tenant, kind);
    }
    observe(silence, turn.silenceMs(), turn, kind);
    for (Span span : turn.recording().spans()) {
      phase.labelValues(phases.of(span.name())).observe(span.durationMicros() / 1e6);
    }
    modelCall(turn, model);
    for (ServiceLevel level : levels.of(turn)) {
      level.isKeptBy(turn).ifPresent(kept -> count(level, kept));
    }
  }

  private void modelCall(FinishedTurn turn, String model) {
    Double waited = turn.phaseMs("model");
    if (waited == null) {
      return;
    }
    Double wrote = turn.phaseMs("generation");
    String error = turn.code() == null ? "" : codes.of(turn.code());
    operation.labelValues(CHAT, model, error).observe((waited + (wrote == null ? 0 : wrote)) / 1e3);
    if (turn.recording().hasText()) {
      firstChunk.labelValues(CHAT, model).observe(waited / 1e3);
    }
    if (turn.outcome() == Outcome.DONE) {
      tokens.labelValues(CHAT, model, "input").observe((double) turn.inputTokens());
      tokens.labelValues(CHAT, model, "output").observe((double) turn.usage().outputTokens());
    }
  }

  @Override
  public void seen(Vitals seen, FinishedTurn turn) {
    observe(seenFirstText, seen.firstTextMs(), turn, kind(turn));
    observe(seenSilence, seen.silenceMs(), turn, kind(turn));
    for (ServiceLevel level : levels.of(turn)) {
      Double value =
          switch (level.measure()) {
            case Measure.SEEN_FIRST_TEXT -> seen.firstTextMs();
            case Measure.SEEN_SILENCE -> seen.silenceMs();
            default -> null;
          };
      if (value != null) {
        count(level, value <= level.limit());
      }
    }
  }

  private void count(ServiceLevel level, boolean kept) {
    levelTurns
        .labelValues(level.name(), level.scope().wireName(), kept ? "within" : "outside")
        .inc();
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
