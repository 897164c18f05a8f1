package dev.firstword.monitor;

import dev.firstword.monitor.FinishedTurn.Outcome;
import dev.firstword.protocol.TraceContext;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.protocol.Usage;
import dev.firstword.timeline.Recording;
import dev.firstword.timeline.Recording.Attempt;
import dev.firstword.timeline.Recording.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Turns that have ended, as tests want them; times in milliseconds. */
public final class TestTurns {

  private static final AtomicLong NUMBER = new AtomicLong();

  private String turnId = "turn_" + NUMBER.incrementAndGet();
  private long endedAtMs = 1_000_000;
  private String tenant = "acme";
  private String profile = "chat";
  private String kind = "moderate";
  private String model = "sonnet";
  private Outcome outcome = Outcome.DONE;
  private TraceContext trace = TraceContext.begin(true);
  private Usage usage = new Usage(200, 101, 0, 0);
  private long modelStart;
  private long modelTtft = 700;
  private long generation = 1_000;
  private final List<Span> before = new ArrayList<>();

  private TestTurns() {}

  /** One that did well: first text after 700 ms, a second of generation. */
  public static TestTurns turn() {
    return new TestTurns();
  }

  public TestTurns id(String value) {
    turnId = value;
    return this;
  }

  public TestTurns endedAtMs(long value) {
    endedAtMs = value;
    return this;
  }

  public TestTurns tenant(String value) {
    tenant = value;
    return this;
  }

  public TestTurns profile(String value) {
    profile = value;
    return this;
  }

  public TestTurns kind(String value) {
    kind = value;
    return this;
  }

  public TestTurns model(String value) {
    model = value;
    return this;
  }

  public TestTurns trace(TraceContext value) {
    trace = value;
    return this;
  }

  public TestTurns outcome(Outcome value) {
    outcome = value;
    return this;
  }

  public TestTurns usage(long input, long output, long created, long read) {
    usage = new Usage(input, output, created, read);
    return this;
  }

  /** A phase before the model, which begins once they have all ended. */
  public TestTurns phase(String name, long start, long duration) {
    before.add(new Span(name, start * 1_000, duration * 1_000, PhaseState.FINISHED, true));
    modelStart = Math.max(modelStart, start + duration);
    return this;
  }

  public TestTurns modelTtft(long ms) {
    modelTtft = ms;
    return this;
  }

  public TestTurns generation(long ms) {
    generation = ms;
    return this;
  }

  public FinishedTurn done() {
    boolean hasText = outcome == Outcome.DONE;
    List<Span> spans = new ArrayList<>(before);
    spans.add(new Span("model", modelStart * 1_000, modelTtft * 1_000, PhaseState.FINISHED, true));
    long end = modelStart + modelTtft;
    if (hasText) {
      spans.add(new Span("generation", end * 1_000, generation * 1_000, PhaseState.FINISHED, true));
      end += generation;
    }
    @Nullable String code = outcome == Outcome.FAILED ? "model_silent" : null;
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
        new Recording(
            end * 1_000,
            hasText ? (modelStart + modelTtft) * 1_000 : -1,
            modelTtft * 1_000,
            spans,
            List.of(new Attempt(model, ModelReason.MODERATE, modelStart * 1_000))));
  }
}
