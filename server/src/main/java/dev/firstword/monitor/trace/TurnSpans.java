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
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A turn as spans: the turn itself, one for each phase, one for each call of a model, with the
 * names of OpenTelemetry's conventions for generative models where those have one. Holds nothing
 * that anybody wrote.
 */
final class TurnSpans {

  private final Facts facts;
  private final Spans spans;

  TurnSpans(Facts facts, Spans spans) {
    this.facts = facts;
    this.spans = spans;
  }

  List<SpanData> of(FinishedTurn turn) {
    Recording recording = turn.recording();
    List<SpanData> made = new ArrayList<>();
    long start =
        TimeUnit.MILLISECONDS.toNanos(turn.endedAtMs())
            - TimeUnit.MICROSECONDS.toNanos(recording.totalMicros());
    Maker maker = new Maker(turn, start);
    made.add(maker.turn());
    recording.spans().forEach(span -> made.add(maker.phase(span)));
    for (int i = 0; i < recording.attempts().size(); i++) {
      made.add(maker.attempt(i));
    }
    return made;
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
        attributes.put("error.type", turn.code() == null ? Spans.OTHER : turn.code());
      }
      String parent = trace.parentId();
      return span(
          "turn",
          SpanKind.SERVER,
          Spans.context(trace, trace.spanId(), false),
          parent == null ? null : Spans.context(trace, parent, true),
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
        attributes.put("error.type", Spans.OTHER);
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
              .put(
                  "gen_ai.provider.name",
                  facts.providers().getOrDefault(attempt.model(), Spans.OTHER))
              .put("gen_ai.request.model", attempt.model())
              .put("firstword.reason", attempt.reason().wireName());
      if (failed) {
        attributes.put("error.type", isLast && turn.code() != null ? turn.code() : Spans.OTHER);
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
          Spans.context(trace, TraceContext.newSpanId(), false),
          Spans.context(trace, trace.spanId(), false),
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
      return spans.make(
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
