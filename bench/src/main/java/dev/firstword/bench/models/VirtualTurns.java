package dev.firstword.bench.models;

import dev.firstword.bench.virtual.VirtualLoop;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.routing.ChosenModel;
import dev.firstword.routing.RouteFailure;
import dev.firstword.routing.RouteListener;
import dev.firstword.routing.RouteRequest;
import dev.firstword.routing.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Turns that come at a steady pace, in virtual time, and what each came to. */
final class VirtualTurns {

  private static final Profile PROFILE = Profiles.standardChat();

  private final VirtualLoop loop;
  private final Asked asked;
  private final List<Turn> turns = new ArrayList<>();

  /** Turns of the product's router. */
  VirtualTurns(VirtualLoop loop, Router router) {
    this(loop, (question, budget, turn) -> router.open(request(question, budget), loop, turn));
  }

  VirtualTurns(VirtualLoop loop, Asked asked) {
    this.loop = loop;
    this.asked = asked;
  }

  /** Whoever chooses and asks a model for a turn. */
  interface Asked {
    void open(String question, @Nullable Duration budget, Turn turn);
  }

  /** One turn, listening. */
  static final class Turn implements RouteListener {
    private final VirtualLoop loop;
    private final String question;
    private final long beganNanos;
    private long firstTextNanos = -1;
    private String firstModel = "";
    private boolean done;

    private Turn(VirtualLoop loop, String question) {
      this.loop = loop;
      this.question = question;
      this.beganNanos = loop.nanoTime();
    }

    String question() {
      return question;
    }

    /** Milliseconds to its first text; beyond every budget where there was none. */
    double firstTextMs() {
      return firstTextNanos < 0 ? Double.MAX_VALUE : (firstTextNanos - beganNanos) / 1e6;
    }

    double beganSeconds() {
      return beganNanos / 1e9;
    }

    void chose(String model) {
      if (firstModel.isEmpty()) {
        firstModel = model;
      }
    }

    /** The model that was chosen for it. */
    String firstModel() {
      return firstModel;
    }

    boolean isDone() {
      return done;
    }

    @Override
    public void onModel(ChosenModel model) {
      chose(model.name());
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
      done = true;
    }

    @Override
    public void onFailure(RouteFailure failure) {}
  }

  /** Asks so many questions, each so long after the one before, and sees all of them answered. */
  List<Turn> ask(
      int count, Duration apart, IntFunction<String> question, @Nullable Duration budget) {
    turns.clear();
    for (int i = 0; i < count; i++) {
      int number = i;
      var _ = loop.schedule(apart.multipliedBy(i), () -> open(question.apply(number), budget));
    }
    loop.run();
    return List.copyOf(turns);
  }

  private void open(String question, @Nullable Duration budget) {
    Turn turn = new Turn(loop, question);
    turns.add(turn);
    asked.open(question, budget, turn);
  }

  private static RouteRequest request(String question, @Nullable Duration budget) {
    return new RouteRequest(
        new Prompt("", List.of(new PromptMessage(Role.USER, question))),
        question,
        null,
        PROFILE,
        null,
        Priority.QUALITY,
        budget,
        null);
  }

  /** The value that a share of those turns' first texts does not exceed, in milliseconds. */
  static double quantile(List<Turn> turns, double share) {
    double[] sorted = turns.stream().mapToDouble(Turn::firstTextMs).sorted().toArray();
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  /** The share of those turns whose first text came within a time. */
  static double shareWithin(List<Turn> turns, Duration budget) {
    double most = budget.toNanos() / 1e6;
    return (double) turns.stream().filter(turn -> turn.firstTextMs() <= most).count()
        / turns.size();
  }

  /** The same of many figures. */
  static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
