package dev.firstword.operations.trace;

import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.timeline.TimelineSnapshot;
import dev.firstword.core.timeline.TimelineSnapshot.Attempt;
import dev.firstword.core.timeline.TimelineSnapshot.Span;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.FinishedTurn.Outcome;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Converts a turn to spans: one for the turn, one per phase, one per call to a model. Names follow
 * OpenTelemetry's conventions for generative models where those have one. Spans contain no text
 * that a user or a model wrote.
 */
final class TurnSpanFactory {

  private static final Set<String> MODEL_PHASES =
      Set.of(Timeline.MODEL, Timeline.THINKING, Timeline.GENERATION);

  private final TraceMetadata metadata;
  private final SpanFactory spanFactory;

  TurnSpanFactory(TraceMetadata metadata, SpanFactory spanFactory) {
    this.metadata = metadata;
    this.spanFactory = spanFactory;
  }

  List<SpanData> create(FinishedTurn turn) {
    TimelineSnapshot timeline = turn.timeline();
    List<SpanData> spans = new ArrayList<>();
    long start =
        TimeUnit.MILLISECONDS.toNanos(turn.endedAtMs())
            - TimeUnit.MICROSECONDS.toNanos(timeline.totalMicros());
    Builder builder = new Builder(turn, start);
    spans.add(builder.turn());
    timeline.spans().forEach(span -> spans.add(builder.phase(span)));
    for (int i = 0; i < timeline.attempts().size(); i++) {
      spans.add(builder.attempt(i));
    }
    return spans;
  }

  /** Creates the spans of one turn. */
  private final class Builder {

    private final FinishedTurn turn;
    private final TraceContext trace;
    private final long startNanos;

    Builder(FinishedTurn turn, long startNanos) {
      this.turn = turn;
      this.trace = turn.trace();
      this.startNanos = startNanos;
    }

    SpanData turn() {
      TimelineSnapshot timeline = turn.timeline();
      AttributesBuilder attributes =
          Attributes.builder()
              .put("firstword.turn.id", turn.turnId())
              .put("firstword.tenant", turn.tenant())
              .put("firstword.profile", turn.profile())
              .put("firstword.outcome", turn.outcome().wireName())
              .put("firstword.silence", timeline.longestSilenceMicros() / 1e6);
      if (!turn.kind().isEmpty()) {
        attributes.put("firstword.kind", turn.kind());
      }
      List<EventData> events = List.of();
      if (timeline.hasText()) {
        attributes.put("firstword.time_to_first_text", timeline.ttftMicros() / 1e6);
        events =
            List.of(EventData.create(at(timeline.ttftMicros()), "first text", Attributes.empty()));
      }
      boolean failed = turn.outcome() == Outcome.FAILED;
      if (failed) {
        attributes.put(
            "error.type", turn.errorCode() == null ? SpanFactory.OTHER_ERROR : turn.errorCode());
      }
      String parent = trace.parentId();
      return span(
          "turn",
          SpanKind.SERVER,
          SpanFactory.context(trace, trace.spanId(), false),
          parent == null ? null : SpanFactory.context(trace, parent, true),
          0,
          timeline.totalMicros(),
          attributes,
          events,
          failed);
    }

    SpanData phase(Span phase) {
      AttributesBuilder attributes =
          Attributes.builder()
              .put("firstword.state", phase.state().wireName())
              .put("firstword.critical", phase.critical());
      boolean failed = phase.state() == PhaseState.FAILED;
      if (failed) {
        attributes.put("error.type", SpanFactory.OTHER_ERROR);
      }
      return child(
          phase.name(),
          kind(phase.name(), attributes),
          phase.startMicros(),
          phase.endMicros(),
          attributes,
          failed);
    }

    /** Adds the attributes of the external system that a phase calls, if it calls one. */
    private SpanKind kind(String phase, AttributesBuilder attributes) {
      switch (phase) {
        case "store", "history" -> attributes.put("db.system.name", metadata.database());
        case "embedding" ->
            attributes
                .put("gen_ai.operation.name", "embeddings")
                .put("gen_ai.request.model", metadata.embeddingModel());
        case "reranking" ->
            attributes
                .put("gen_ai.operation.name", "rerank")
                .put("gen_ai.request.model", metadata.rerankingModel());
        default -> {
          return SpanKind.INTERNAL;
        }
      }
      return SpanKind.CLIENT;
    }

    /** An attempt lasts until another one replaces it or the answer is complete. */
    SpanData attempt(int number) {
      TimelineSnapshot timeline = turn.timeline();
      List<Attempt> attempts = timeline.attempts();
      Attempt attempt = attempts.get(number);
      boolean isLast = number == attempts.size() - 1;
      boolean replaced = !isLast && attempts.get(number + 1).reason() == ModelReason.FALLBACK;
      boolean failed = replaced || (isLast && turn.outcome() == Outcome.FAILED);
      AttributesBuilder attributes =
          Attributes.builder()
              .put("gen_ai.operation.name", "chat")
              .put(
                  "gen_ai.provider.name",
                  metadata
                      .providersByModel()
                      .getOrDefault(attempt.model(), SpanFactory.OTHER_ERROR))
              .put("gen_ai.request.model", attempt.model())
              .put("firstword.reason", attempt.reason().wireName());
      if (failed) {
        attributes.put(
            "error.type",
            isLast && turn.errorCode() != null ? turn.errorCode() : SpanFactory.OTHER_ERROR);
      }
      if (isLast) {
        usage(attributes);
      }
      return child(
          "chat " + attempt.model(),
          SpanKind.CLIENT,
          attempt.startMicros(),
          isLast ? lastMicros() : attempts.get(number + 1).startMicros(),
          attributes,
          failed);
    }

    private void usage(AttributesBuilder attributes) {
      if (turn.outcome() == Outcome.DONE) {
        attributes
            .put("gen_ai.usage.input_tokens", turn.inputTokens())
            .put("gen_ai.usage.output_tokens", turn.usage().outputTokens())
            .put("gen_ai.usage.cache_read.input_tokens", turn.usage().cacheReadInputTokens())
            .put(
                "gen_ai.usage.cache_creation.input_tokens",
                turn.usage().cacheCreationInputTokens());
      }
    }

    private long lastMicros() {
      return turn.timeline().spans().stream()
          .filter(span -> MODEL_PHASES.contains(span.name()))
          .mapToLong(Span::endMicros)
          .max()
          .orElse(turn.timeline().totalMicros());
    }

    private SpanData child(
        String name,
        SpanKind kind,
        long fromMicros,
        long toMicros,
        AttributesBuilder attributes,
        boolean failed) {
      return span(
          name,
          kind,
          SpanFactory.context(trace, TraceContext.newSpanId(), false),
          SpanFactory.context(trace, trace.spanId(), false),
          fromMicros,
          toMicros,
          attributes,
          List.of(),
          failed);
    }

    private SpanData span(
        String name,
        SpanKind kind,
        SpanContext context,
        @Nullable SpanContext parent,
        long fromMicros,
        long toMicros,
        AttributesBuilder attributes,
        List<EventData> events,
        boolean failed) {
      return spanFactory.create(
          name,
          kind,
          context,
          parent,
          at(fromMicros),
          at(toMicros),
          attributes.build(),
          events,
          failed);
    }

    private long at(long micros) {
      return startNanos + TimeUnit.MICROSECONDS.toNanos(micros);
    }
  }
}
