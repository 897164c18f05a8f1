package dev.firstword.bench.models;

import dev.firstword.bench.models.VirtualTurns.Asked;
import dev.firstword.bench.models.VirtualTurns.Turn;
import dev.firstword.bench.virtual.VirtualLoop;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.routing.ComplexityRules;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A router as others are: it judges questions as the product does and takes the best model that
 * fits the budget, but by another figure. It asks that one and nobody beside it.
 */
final class Rival implements Asked {

  /** As long as the product remembers. */
  private static final long REMEMBERED_NANOS = Duration.ofMinutes(10).toNanos();

  private static final ComplexityRules COMPLEXITY = ComplexityRules.DEFAULTS;

  private final VirtualLoop loop;
  private final List<Candidate> bestFirst;
  private final ToDoubleFunction<Candidate> expectedMs;

  private Rival(
      VirtualLoop loop, List<Candidate> bestFirst, ToDoubleFunction<Candidate> expectedMs) {
    this.loop = loop;
    this.bestFirst = bestFirst;
    this.expectedMs = expectedMs;
  }

  /** Goes by the 99th percentiles of the table that it was given, whatever happens. */
  static Rival byTable(VirtualLoop loop, List<Candidate> bestFirst) {
    return new Rival(loop, bestFirst, Candidate::tableP99);
  }

  /** Goes by the mean of what it has measured, and by the table's median until then. */
  static Rival byMean(VirtualLoop loop, List<Candidate> bestFirst) {
    return new Rival(loop, bestFirst, Candidate::mean);
  }

  /** A model, what the table says of it, and what was measured. */
  static final class Candidate {
    private final DrawnModel model;
    private final double tableP50;
    private final double tableP99;
    private final Deque<Measured> measured = new ArrayDeque<>();

    Candidate(DrawnModel model, double tableP50, double tableP99) {
      this.model = model;
      this.tableP50 = tableP50;
      this.tableP99 = tableP99;
    }

    private record Measured(long atNanos, double ms) {}

    double tableP99() {
      return tableP99;
    }

    double mean() {
      return measured.stream().mapToDouble(Measured::ms).average().orElse(tableP50);
    }

    private void record(long nowNanos, double ms) {
      measured.addLast(new Measured(nowNanos, ms));
      while (measured.getFirst().atNanos < nowNanos - REMEMBERED_NANOS) {
        measured.removeFirst();
      }
    }
  }

  @Override
  public void open(String question, @Nullable Duration budget, Turn turn) {
    Candidate chosen = choose(question, budget);
    turn.chose(chosen.model.name());
    long opened = loop.nanoTime();
    chosen.model.open(
        new ModelRequest(
            chosen.model.name(),
            new Prompt("", List.of(new PromptMessage(Role.USER, question))),
            100,
            null),
        new Listening(
            turn, () -> chosen.record(loop.nanoTime(), (loop.nanoTime() - opened) / 1e6)));
  }

  private Candidate choose(String question, @Nullable Duration budget) {
    double most = budget == null ? Double.MAX_VALUE : budget.toNanos() / 1e6;
    List<Candidate> able = bestFirst.subList(suited(question), bestFirst.size());
    return able.stream()
        .filter(candidate -> expectedMs.applyAsDouble(candidate) <= most)
        .findFirst()
        .orElseGet(() -> able.stream().min(Comparator.comparingDouble(expectedMs)).orElseThrow());
  }

  private int suited(String question) {
    return switch (COMPLEXITY.of(question)) {
      case COMPLEX -> 0;
      case MODERATE -> bestFirst.size() / 2;
      case SIMPLE -> bestFirst.size() - 1;
    };
  }

  /** Hands on what comes of the only call. */
  private record Listening(Turn turn, Runnable firstToken) implements ModelCallListener {

    @Override
    public void onText(String text) {
      firstToken.run();
      turn.onText(text);
    }

    @Override
    public void onReadComplete() {
      turn.onReadComplete();
    }

    @Override
    public void onEnd(FinishReason reason, Usage usage) {
      turn.onEnd(reason, usage);
    }

    @Override
    public void onFailure(ProviderFailure failure) {}
  }
}
