package dev.firstword.routing;

import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.WarmPrefixes;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.provider.ModelRequest;
import dev.firstword.routing.RoutingRules.Classifier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a model for a prompt by what was measured, asks another beside it or in its place when
 * the first word does not come, and keeps all within the profile's limits.
 */
public final class Router {

  /** A model that was left for its slowness is tried again so often. */
  private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(30);

  private final Catalogue catalogue;
  private final WarmPrefixes warm;
  private final RoutingRules rules;
  private final Hedge hedge;
  private final RouteCounts counts = new RouteCounts();

  public Router(Catalogue catalogue, WarmPrefixes warm, RoutingRules rules) {
    this.catalogue = catalogue;
    this.warm = warm;
    this.rules = rules;
    this.hedge = new Hedge(rules.hedging());
  }

  /** Whether a request may pin this model. */
  public boolean knows(String model) {
    return catalogue.has(model);
  }

  /** What is known of each model, best (that is, dearest) first. */
  public List<ModelReport> report() {
    return catalogue.report();
  }

  /** What was done so far. */
  public RouteCounts counts() {
    return counts;
  }

  /**
   * Asks a model. Called on the loop; the listener hears which model it is before this returns, and
   * everything else later, on the same loop.
   */
  public Route open(RouteRequest request, EventLoop loop, RouteListener listener) {
    long turn = hedge.begin();
    Prospects prospects = catalogue.forPrompt(request.prompt(), warm);
    Complexity complexity = complexity(request);
    Optional<ModelChoice> chosen = ModelChoice.of(request, complexity, prospects);
    if (chosen.isEmpty()) {
      Prospect wanted = prospects.suited(complexity);
      return refused(prospects.shortestWait(wanted, request.profile().choosing()), loop, listener);
    }
    ModelChoice choice = chosen.get();
    boolean pinned = choice.reason() == ModelReason.PINNED;
    ModelChoice trial =
        pinned || !request.profile().choosing().mayStandIn(choice.prospect().name())
            ? null
            : trial(choice, turn);
    ModelChoice first = trial == null ? choice : trial;
    List<Prospect> standIns =
        pinned && !hedge.allowsPinned()
            ? List.of()
            : prospects.standIns(first.prospect(), request.profile().choosing());
    Race race =
        new Race(
            request,
            first,
            standIns,
            rules,
            counts,
            () -> ThreadLocalRandom.current().nextDouble(),
            loop,
            listener);
    race.begin();
    if (trial != null) {
      race.hedge(choice.prospect(), leftFor(choice, request), (_, _) -> Hedge.Answer.YES);
    } else if (!hedge.isOff()) {
      rival(standIns)
          .ifPresent(with ->
              hedge
                  .delay(first.prospect())
                  .ifPresent(after -> race.hedge(with, after, hedge.ifSpared(turn))));
    }
    return race;
  }

  private Complexity complexity(RouteRequest request) {
    Complexity judged = request.judged();
    Complexity complexity = judged == null ? rules.complexity().of(request.question()) : judged;
    counts.judged(complexity, request.judgedBy());
    return complexity;
  }

  /**
   * Lets the classifier's model judge a question. Called on the loop, where the judgement is heard.
   *
   * @param pinned the model that the request wants, if any
   * @return empty when there is no classifier, or nothing to choose, or it is not well
   */
  public Optional<Judging> judge(
      String question, Profile profile, @Nullable String pinned, EventLoop loop) {
    Classifier classifier = rules.classifier();
    if (classifier == null || pinned != null || profile.model() != null) {
      return Optional.empty();
    }
    Prompt prompt = Judging.prompt(question);
    return catalogue
        .forPrompt(prompt, warm)
        .find(classifier.model())
        .filter(Prospect::isReady)
        .map(model -> Judging.begin(model, prompt, classifier.budget(), counts, loop));
  }

  /**
   * The model that was left for its slowness, where nothing was heard of it for long. Somebody else
   * stands by to speak in time, and that call is taken from those that hedging may make.
   */
  private @Nullable ModelChoice trial(ModelChoice choice, long turn) {
    Prospect left = choice.instead();
    if (left == null
        || hedge.isOff()
        || !left.standing().profile().isUnheardFor(BETWEEN_TRIALS)
        || !hedge.takeAhead(turn)) {
      return null;
    }
    ModelReason reason =
        switch (choice.complexity()) {
          case SIMPLE -> ModelReason.SIMPLE;
          case MODERATE -> ModelReason.MODERATE;
          case COMPLEX -> ModelReason.COMPLEX;
        };
    return new ModelChoice(left, reason, choice.complexity(), choice.withinBudget(), null);
  }

  /** How long a model can be tried before the one that fits has to be asked to be in time. */
  private static Duration leftFor(ModelChoice fitting, RouteRequest request) {
    Duration budget = request.budget();
    Duration left =
        budget == null
            ? Duration.ZERO
            : budget.minus(Prospect.duration(fitting.prospect().p99Ms()));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Optional<Prospect> rival(List<Prospect> standIns) {
    return standIns.stream().filter(Prospect::isReady).findFirst();
  }

  private static Route refused(Duration wait, EventLoop loop, RouteListener listener) {
    EventLoop.Timer told =
        loop.schedule(Duration.ZERO, () -> listener.onFailure(RouteFailure.allThrottled(wait)));
    return told::cancel;
  }

  /**
   * Asks the model that is fastest now, once and for something small: nothing stands in for it when
   * it fails. Called on the loop; the listener is told as in {@link #open}.
   *
   * @param limits of that call
   */
  public Route openFastest(
      Prompt prompt, int maxTokens, Limits limits, EventLoop loop, RouteListener listener) {
    Prospects prospects = catalogue.forPrompt(prompt, warm);
    Prospect fastest = prospects.fastestReady();
    Beside call = new Beside(fastest, limits, counts, loop, listener);
    call.open(new ModelRequest(fastest.name(), prompt, maxTokens, null));
    return call;
  }
}
