package dev.firstword.operations.metrics;

import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.timeline.TimelineSnapshot;
import dev.firstword.core.timeline.TimelineSnapshot.Attempt;
import dev.firstword.core.timeline.TimelineSnapshot.Span;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.FinishedTurn.Outcome;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.event.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Builds finished turns for tests. Times are in milliseconds. */
public final class FinishedTurnBuilder {

  private static final AtomicLong NUMBER = new AtomicLong();

  private String turnId = "turn_" + NUMBER.incrementAndGet();
  private long endedAtMs = 1_000_000;
  private String tenant = "acme";
  private String profile = "chat";
  private String kind = "moderate";
  private String model = "sonnet";
  private Outcome outcome = Outcome.DONE;
  private String errorCode = "model_silent";
  private TraceContext trace = TraceContext.newTrace(true);
  private Usage usage = new Usage(200, 101, 0, 0);
  private long modelStart;
  private long modelTtft = 700;
  private long thinking;
  private long generation = 1_000;
  private final List<Span> phases = new ArrayList<>();
  private final List<CacheMiss> cacheMisses = new ArrayList<>();

  private FinishedTurnBuilder() {}

  /** Returns a builder of a healthy turn: first text after 700 ms, one second of generation. */
  public static FinishedTurnBuilder turn() {
    return new FinishedTurnBuilder();
  }

  public FinishedTurnBuilder id(String value) {
    turnId = value;
    return this;
  }

  public FinishedTurnBuilder endedAtMs(long value) {
    endedAtMs = value;
    return this;
  }

  public FinishedTurnBuilder tenant(String value) {
    tenant = value;
    return this;
  }

  public FinishedTurnBuilder profile(String value) {
    profile = value;
    return this;
  }

  public FinishedTurnBuilder kind(String value) {
    kind = value;
    return this;
  }

  public FinishedTurnBuilder model(String value) {
    model = value;
    return this;
  }

  public FinishedTurnBuilder trace(TraceContext value) {
    trace = value;
    return this;
  }

  public FinishedTurnBuilder outcome(Outcome value) {
    outcome = value;
    return this;
  }

  /** Has the turn fail with this code, before any text. */
  public FinishedTurnBuilder failed(String code) {
    errorCode = code;
    return outcome(Outcome.FAILED);
  }

  public FinishedTurnBuilder usage(long input, long output, long created, long read) {
    usage = new Usage(input, output, created, read);
    return this;
  }

  /** Has the turn miss the cache on what was cached before. */
  public FinishedTurnBuilder missing(CacheMiss miss) {
    cacheMisses.add(miss);
    return this;
  }

  /** Adds a phase before the model. The model is called once all phases have ended. */
  public FinishedTurnBuilder phase(String name, long start, long duration) {
    phases.add(new Span(name, start * 1_000, duration * 1_000, PhaseState.FINISHED, true));
    modelStart = Math.max(modelStart, start + duration);
    return this;
  }

  public FinishedTurnBuilder modelTtft(long ms) {
    modelTtft = ms;
    return this;
  }

  /** Sets how long the model thinks between its first token and its first text. */
  public FinishedTurnBuilder thinking(long ms) {
    thinking = ms;
    return this;
  }

  public FinishedTurnBuilder generation(long ms) {
    generation = ms;
    return this;
  }

  public FinishedTurn build() {
    boolean hasText = outcome == Outcome.DONE;
    List<Span> spans = new ArrayList<>(phases);
    spans.add(new Span("model", modelStart * 1_000, modelTtft * 1_000, PhaseState.FINISHED, true));
    long end = modelStart + modelTtft;
    if (thinking > 0) {
      spans.add(new Span("thinking", end * 1_000, thinking * 1_000, PhaseState.FINISHED, true));
      end += thinking;
    }
    long firstText = end;
    if (hasText) {
      spans.add(new Span("generation", end * 1_000, generation * 1_000, PhaseState.FINISHED, true));
      end += generation;
    }
    @Nullable String code = outcome == Outcome.FAILED ? errorCode : null;
    return new FinishedTurn(
        turnId,
        endedAtMs,
        tenant,
        "ada",
        profile,
        kind,
        outcome,
        code,
        trace,
        hasText ? usage : Usage.NONE,
        new TimelineSnapshot(
            end * 1_000,
            hasText ? firstText * 1_000 : -1,
            modelTtft * 1_000,
            spans,
            List.of(new Attempt(model, ModelReason.MODERATE, modelStart * 1_000)),
            cacheMisses,
            List.of()));
  }
}
