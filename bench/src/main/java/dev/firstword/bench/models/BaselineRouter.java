package dev.firstword.bench.models;

import dev.firstword.bench.models.VirtualWorkload.TurnRouter;
import dev.firstword.bench.models.VirtualWorkload.VirtualTurn;
import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.routing.ComplexityRules;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A conventional router, for comparison. It classifies questions like the product and takes the
 * best model that fits the budget, but by another statistic. It never hedges.
 */
final class BaselineRouter implements TurnRouter {

  /** The same window as the product's. */
  private static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();

  private static final ComplexityRules COMPLEXITY = ComplexityRules.DEFAULTS;

  private final VirtualEventLoop loop;
  private final List<Candidate> bestFirst;
  private final ToDoubleFunction<Candidate> expectedMs;

  private BaselineRouter(
      VirtualEventLoop loop, List<Candidate> bestFirst, ToDoubleFunction<Candidate> expectedMs) {
    this.loop = loop;
    this.bestFirst = bestFirst;
    this.expectedMs = expectedMs;
  }

  /**
   * Creates a router that uses the 99th percentiles of its initial table and never updates them.
   */
  static BaselineRouter byTable(VirtualEventLoop loop, List<Candidate> bestFirst) {
    return new BaselineRouter(loop, bestFirst, Candidate::tableP99);
  }

  /**
   * Creates a router that uses the measured mean, and the table's median until there are
   * measurements.
   */
  static BaselineRouter byMean(VirtualEventLoop loop, List<Candidate> bestFirst) {
    return new BaselineRouter(loop, bestFirst, Candidate::mean);
  }

  /** A model with its table entry and its measurements. */
  static final class Candidate {
    private final RandomLatencyModel model;
    private final double tableP50;
    private final double tableP99;
    private final Deque<Sample> samples = new ArrayDeque<>();

    Candidate(RandomLatencyModel model, double tableP50, double tableP99) {
      this.model = model;
      this.tableP50 = tableP50;
      this.tableP99 = tableP99;
    }

    private record Sample(long atNanos, double ms) {}

    double tableP99() {
      return tableP99;
    }

    double mean() {
      return samples.stream().mapToDouble(Sample::ms).average().orElse(tableP50);
    }

    private void record(long nowNanos, double ms) {
      samples.addLast(new Sample(nowNanos, ms));
      while (samples.getFirst().atNanos < nowNanos - WINDOW_NANOS) {
        samples.removeFirst();
      }
    }
  }

  @Override
  public void open(String question, @Nullable Duration budget, VirtualTurn turn) {
    Candidate chosen = choose(question, budget);
    turn.recordModel(chosen.model.name());
    long opened = loop.nanoTime();
    chosen.model.open(
        new ModelRequest(
            chosen.model.name(),
            new Prompt("", List.of(new PromptMessage(Role.USER, question))),
            100,
            null),
        new ForwardingListener(
            turn, () -> chosen.record(loop.nanoTime(), (loop.nanoTime() - opened) / 1e6)));
  }

  private Candidate choose(String question, @Nullable Duration budget) {
    double maxMs = budget == null ? Double.MAX_VALUE : budget.toNanos() / 1e6;
    List<Candidate> suitable = bestFirst.subList(firstSuitableIndex(question), bestFirst.size());
    return suitable.stream()
        .filter(candidate -> expectedMs.applyAsDouble(candidate) <= maxMs)
        .findFirst()
        .orElseGet(
            () -> suitable.stream().min(Comparator.comparingDouble(expectedMs)).orElseThrow());
  }

  private int firstSuitableIndex(String question) {
    return switch (COMPLEXITY.of(question)) {
      case COMPLEX -> 0;
      case MODERATE -> bestFirst.size() / 2;
      case SIMPLE -> bestFirst.size() - 1;
    };
  }

  /** Forwards the events of the only call. */
  private record ForwardingListener(VirtualTurn turn, Runnable firstTokenAction)
      implements ModelCallListener {

    @Override
    public void onText(String text) {
      firstTokenAction.run();
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
