package dev.firstword.bench.models;

import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.RoutedCallListener;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Runs turns that arrive at a steady rate, in virtual time, and records their results. */
final class VirtualWorkload {

  private static final Profile PROFILE = Profiles.defaultChat();

  private final VirtualEventLoop loop;
  private final TurnRouter turnRouter;
  private final List<VirtualTurn> turns = new ArrayList<>();

  /** Creates a workload that is routed by the product's router. */
  VirtualWorkload(VirtualEventLoop loop, Router router) {
    this(loop, (question, budget, turn) -> router.open(request(question, budget), loop, turn));
  }

  VirtualWorkload(VirtualEventLoop loop, TurnRouter turnRouter) {
    this.loop = loop;
    this.turnRouter = turnRouter;
  }

  /** Chooses and calls a model for a turn. */
  interface TurnRouter {
    void open(String question, @Nullable Duration budget, VirtualTurn turn);
  }

  /** One turn, which records its own events. */
  static final class VirtualTurn implements RoutedCallListener {
    private final VirtualEventLoop loop;
    private final String question;
    private final long startNanos;
    private long firstTextNanos = -1;
    private String firstModel = "";
    private boolean isDone;

    private VirtualTurn(VirtualEventLoop loop, String question) {
      this.loop = loop;
      this.question = question;
      this.startNanos = loop.nanoTime();
    }

    String question() {
      return question;
    }

    /**
     * Returns the milliseconds to the first text, or {@link Double#MAX_VALUE} if there was none.
     */
    double firstTextMs() {
      return firstTextNanos < 0 ? Double.MAX_VALUE : (firstTextNanos - startNanos) / 1e6;
    }

    double startSeconds() {
      return startNanos / 1e9;
    }

    void recordModel(String model) {
      if (firstModel.isEmpty()) {
        firstModel = model;
      }
    }

    /** Returns the model chosen for the turn. */
    String firstModel() {
      return firstModel;
    }

    boolean isDone() {
      return isDone;
    }

    @Override
    public void onModel(ChosenModel model) {
      recordModel(model.name());
    }

    @Override
    public void onText(String text) {
      if (firstTextNanos < 0) {
        firstTextNanos = loop.nanoTime();
      }
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onEnd(FinishReason reason, Usage usage) {
      isDone = true;
    }

    @Override
    public void onFailure(ProviderFailure failure) {}
  }

  /** Runs turns at a fixed interval and waits until all of them have ended. */
  List<VirtualTurn> run(
      int count, Duration interval, IntFunction<String> question, @Nullable Duration budget) {
    turns.clear();
    for (int i = 0; i < count; i++) {
      int number = i;
      var _ = loop.schedule(interval.multipliedBy(i), () -> open(question.apply(number), budget));
    }
    loop.run();
    return List.copyOf(turns);
  }

  private void open(String question, @Nullable Duration budget) {
    VirtualTurn turn = new VirtualTurn(loop, question);
    turns.add(turn);
    turnRouter.open(question, budget, turn);
  }

  private static RoutingRequest request(String question, @Nullable Duration budget) {
    return new RoutingRequest(
        new Prompt("", List.of(new PromptMessage(Role.USER, question))),
        question,
        null,
        PROFILE,
        null,
        Priority.QUALITY,
        budget,
        null);
  }

  /** Returns a quantile of the turns' times to first text, in milliseconds. */
  static double quantile(List<VirtualTurn> turns, double quantile) {
    double[] sorted = turns.stream().mapToDouble(VirtualTurn::firstTextMs).sorted().toArray();
    return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
  }

  /** Returns the share of turns whose first text arrived within the budget. */
  static double shareWithin(List<VirtualTurn> turns, Duration budget) {
    double maxMs = budget.toNanos() / 1e6;
    return (double) turns.stream().filter(turn -> turn.firstTextMs() <= maxMs).count()
        / turns.size();
  }

  /** Returns the median of the values. */
  static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
