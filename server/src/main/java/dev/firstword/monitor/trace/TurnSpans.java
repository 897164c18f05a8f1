package dev.firstword.monitor.trace;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.FinishedTurn.Outcome;
import dev.firstword.protocol.TraceContext;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.timeline.Recording;
import dev.firstword.timeline.Recording.Attempt;
import dev.firstword.timeline.Recording.Span;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A turn as spans: the turn itself, one for each phase, one for each call of a model, with the
 * names of OpenTelemetry's conventions for generative models where those have one. Holds nothing
 * that anybody wrote.
 */
final class TurnSpans {

  private static final String OTHER = "_OTHER";

  private final Resource resource;
  private final Facts facts;

  TurnSpans(Facts facts) {
    this.facts = facts;
    resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", "firstword")
                .put("service.version", facts.version())
                .build());
  }

  List<SpanData> of(FinishedTurn turn) {
    Recording recording = turn.recording();
    List<SpanData> spans = new ArrayList<>();
    long start =
        TimeUnit.MILLISECONDS.toNanos(turn.endedAtMs())
            - TimeUnit.MICROSECONDS.toNanos(recording.totalMicros());
    Maker maker = new Maker(turn, start);
    spans.add(maker.turn());
    recording.spans().forEach(span -> spans.add(maker.phase(span)));
    for (int i = 0; i < recording.attempts().size(); i++) {
      spans.add(maker.attempt(i));
    }
    return spans;
  }

  /** Makes the spans of one turn. */
  private final class Maker {

    private final FinishedTurn turn;
    private final TraceContext trace;
    private final long startNanos;

    Maker(FinishedTurn turn, long startNanos) {
      this.turn = turn;
      this.trace = turn.trace();
      this.startNanos = startNanos;
    }

    SpanData turn() {
      Recording recording = turn.recording();
      AttributesBuilder attributes =
          Attributes.builder()
              .put("firstword.turn.id", turn.turnId())
              .put("firstword.tenant", turn.tenant())
              .put("firstword.profile", turn.profile())
              .put("firstword.outcome", turn.outcome().wireName())
              .put("firstword.silence", recording.silenceMicros() / 1e6);
      if (!turn.kind().isEmpty()) {
        attributes.put("firstword.kind", turn.kind());
      }
      List<EventData> events = List.of();
      if (recording.hasText()) {
        attributes.put("firstword.time_to_first_text", recording.ttftMicros() / 1e6);
        events =
            List.of(EventData.create(at(recording.ttftMicros()), "first text", Attributes.empty()));
      }
      boolean failed = turn.outcome() == Outcome.FAILED;
      if (failed) {
        attributes.put("error.type", turn.code() == null ? OTHER : turn.code());
      }
      String parent = trace.parentId();
      return span(
          "turn",
          SpanKind.SERVER,
          context(trace.spanId(), false),
          parent == null ? SpanContext.getInvalid() : context(parent, true),
          0,
          recording.totalMicros(),
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
        attributes.put("error.type", OTHER);
      }
      return child(
          phase.name(),
          kind(phase.name(), attributes),
          phase.startMicros(),
          phase.endMicros(),
          attributes,
          failed);
    }

    /** What a phase asks, where it asks something outside. */
    private SpanKind kind(String phase, AttributesBuilder attributes) {
      switch (phase) {
        case "store", "history" -> attributes.put("db.system.name", facts.database());
        case "embedding" ->
            attributes
                .put("gen_ai.operation.name", "embeddings")
                .put("gen_ai.request.model", facts.embeddingModel());
        case "reranking" ->
            attributes
                .put("gen_ai.operation.name", "rerank")
                .put("gen_ai.request.model", facts.rerankingModel());
        default -> {
          return SpanKind.INTERNAL;
        }
      }
      return SpanKind.CLIENT;
    }

    /** It goes on until another one is asked in its place, or the answer is whole. */
    SpanData attempt(int number) {
      Recording recording = turn.recording();
      List<Attempt> attempts = recording.attempts();
      Attempt attempt = attempts.get(number);
      boolean isLast = number == attempts.size() - 1;
      boolean replaced = !isLast && attempts.get(number + 1).reason() == ModelReason.FALLBACK;
      boolean failed = replaced || (isLast && turn.outcome() == Outcome.FAILED);
      AttributesBuilder attributes =
          Attributes.builder()
              .put("gen_ai.operation.name", "chat")
              .put("gen_ai.provider.name", facts.providers().getOrDefault(attempt.model(), OTHER))
              .put("gen_ai.request.model", attempt.model())
              .put("firstword.reason", attempt.reason().wireName());
      if (failed) {
        attributes.put("error.type", isLast && turn.code() != null ? turn.code() : OTHER);
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
      return turn.recording().spans().stream()
          .filter(span -> span.name().equals("model") || span.name().equals("generation"))
          .mapToLong(Span::endMicros)
          .max()
          .orElse(turn.recording().totalMicros());
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
          context(TraceContext.newSpanId(), false),
          context(trace.spanId(), false),
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
        SpanContext parent,
        long fromMicros,
        long toMicros,
        AttributesBuilder attributes,
        List<EventData> events,
        boolean failed) {
      return new RecordedSpan(
          name,
          kind,
          context,
          parent,
          at(fromMicros),
          at(Math.max(fromMicros, toMicros)),
          attributes.build(),
          events,
          failed ? StatusData.error() : StatusData.unset(),
          resource);
    }

    private SpanContext context(String spanId, boolean remote) {
      TraceFlags flags = trace.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
      return remote
          ? SpanContext.createFromRemoteParent(
              trace.traceId(), spanId, flags, TraceState.getDefault())
          : SpanContext.create(trace.traceId(), spanId, flags, TraceState.getDefault());
    }

    private long at(long micros) {
      return startNanos + TimeUnit.MICROSECONDS.toNanos(micros);
    }
  }
}
