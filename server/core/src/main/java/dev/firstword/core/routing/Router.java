package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.core.region.RequiredRegion;
import dev.firstword.core.routing.ModelSelector.Selection;
import dev.firstword.core.routing.RoutingRules.Classifier;
import dev.firstword.core.routing.live.AdaptiveThrottle;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a model for each prompt by measured latency, hedges slow calls, falls back on failures,
 * and enforces the profile's timeouts.
 */
public final class Router implements ModelCalls {

  /** How often a model that was bypassed for slowness is tried again. */
  private static final Duration TRIAL_INTERVAL = Duration.ofSeconds(30);

  private final Catalogue catalogue;
  private final WarmPrefixes warmPrefixes;
  private final RoutingRules rules;
  private final HedgePolicy hedging;
  private final RoutingCounters counters = new RoutingCounters();

  public Router(Catalogue catalogue, WarmPrefixes warmPrefixes, RoutingRules rules) {
    this.catalogue = catalogue;
    this.warmPrefixes = warmPrefixes;
    this.rules = rules;
    this.hedging = new HedgePolicy(rules.hedging());
  }

  /** Returns whether a request may pin this model. */
  public boolean hasModel(String model) {
    return catalogue.contains(model);
  }

  /** Returns where requests of a tenant and a profile must be answered. */
  public RequiredRegion requiredRegion(String tenant, String profile) {
    return catalogue.requiredRegion(tenant, profile);
  }

  /**
   * Returns why this model, or every model if it is null, cannot do what a request asks; empty if
   * one can. The reason is a sentence for the caller.
   */
  public Optional<String> refusal(
      RequiredRegion required,
      @Nullable String model,
      ThinkingOption thinking,
      GenerationOptions options,
      UnsupportedOptions policy) {
    return catalogue.refusal(required, model, thinking, options, policy);
  }

  /** Returns whether this model, or any model if it is null, takes a request as it is. */
  public boolean accepts(
      RequiredRegion required, @Nullable String model, PassthroughRequest request) {
    return catalogue.accepts(required, model, request);
  }

  /** Returns the current figures of each model, best (that is, most expensive) first. */
  public List<ModelReport> modelReports() {
    return catalogue.reports();
  }

  /** Returns the counters since startup. */
  public RoutingCounters counters() {
    return counters;
  }

  @Override
  public RoutedCall open(RoutingRequest request, EventLoop loop, RoutedCallListener listener) {
    long turn = hedging.startTurn();
    Candidates candidates = catalogue.candidatesFor(request, warmPrefixes);
    String pinnedModel =
        request.pinnedModel() == null ? request.profile().model() : request.pinnedModel();
    if (candidates.isEmpty()
        || (pinnedModel != null
            && catalogue.contains(pinnedModel)
            && candidates.find(pinnedModel).isEmpty())) {
      return failUnservable(loop, listener);
    }
    Complexity complexity = complexity(request);
    Selection selection = ModelSelector.select(request, complexity, candidates);
    boolean pinned = selection.reason() == ModelReason.PINNED;
    boolean mayHedge = !hedging.isDisabled() && request.mayHedge();
    Selection trial =
        pinned
                || !mayHedge
                || !request.profile().modelPolicy().allowsFallback(selection.candidate().name())
            ? null
            : trial(selection, turn);
    Selection initial = trial == null ? selection : trial;
    List<Candidate> fallbacks =
        (pinned && !hedging.allowsPinned()) || !request.mayUseOthers()
            ? List.of()
            : candidates.fallbacks(initial.candidate(), request.profile().modelPolicy());
    HedgedCall call =
        new HedgedCall(
            request,
            initial,
            fallbacks,
            rules,
            counters,
            () -> ThreadLocalRandom.current().nextDouble(),
            loop,
            listener);
    call.start();
    if (trial != null) {
      call.hedge(
          selection.candidate(),
          trialTimeout(selection, request),
          (_, _) -> HedgePolicy.PermitResult.GRANTED);
    } else if (mayHedge) {
      hedgeCandidate(fallbacks)
          .ifPresent(candidate ->
              hedging
                  .delay(initial.candidate())
                  .ifPresent(delay -> call.hedge(candidate, delay, hedging.permitFor(turn))));
    }
    return call;
  }

  private Complexity complexity(RoutingRequest request) {
    if (request.previousStep() != null) {
      return request.previousStep().complexity();
    }
    Complexity classified = request.judgedComplexity();
    Complexity complexity =
        classified == null ? rules.complexity().of(request.question()) : classified;
    counters.recordJudgement(complexity, request.judgedBy());
    return complexity;
  }

  /** Whether a classifier takes part in the choice of a model. Callable from any thread. */
  public boolean needsClassifier(Profile profile, @Nullable String pinned) {
    return rules.classifier() != null && pinned == null && profile.model() == null;
  }

  /**
   * Has the classifier's model classify a question. Must be called on the event loop; the result is
   * delivered there too.
   *
   * @param tenant the tenant of the request
   * @param pinned the model that the request pins, if any
   * @return empty if there is no classifier, nothing to classify, no model to choose, or the
   *     classifier is unavailable
   */
  public Optional<ComplexityClassifier> classify(
      String question, String tenant, Profile profile, @Nullable String pinned, EventLoop loop) {
    Classifier classifier = rules.classifier();
    if (classifier == null || question.isBlank() || !needsClassifier(profile, pinned)) {
      return Optional.empty();
    }
    Prompt prompt = ComplexityClassifier.prompt(question);
    return catalogue
        .candidatesFor(prompt, requiredRegion(tenant, profile.name()), warmPrefixes)
        .find(classifier.model())
        .filter(model -> model.isReady() && !model.status().throttle().isThrottling())
        .map(model ->
            ComplexityClassifier.start(model, prompt, classifier.budget(), counters, loop));
  }

  /**
   * Returns the model that was bypassed for slowness if it has no recent samples. The chosen model
   * serves as its hedge so that the turn stays in time, and this hedge counts against the hedge
   * budget.
   */
  private @Nullable Selection trial(Selection selection, long turn) {
    Candidate bypassed = selection.bypassed();
    if (bypassed == null
        || !bypassed.status().latencyProfile().claimIfStale(TRIAL_INTERVAL)
        || !hedging.reserve(turn)) {
      return null;
    }
    ModelReason reason =
        switch (selection.complexity()) {
          case SIMPLE -> ModelReason.SIMPLE;
          case MODERATE -> ModelReason.MODERATE;
          case COMPLEX -> ModelReason.COMPLEX;
        };
    return new Selection(bypassed, reason, selection.complexity(), selection.withinBudget(), null);
  }

  /**
   * Returns how long the trial may run before the chosen model must be called to meet the budget.
   */
  private static Duration trialTimeout(Selection selection, RoutingRequest request) {
    Duration budget = request.budget();
    Duration remaining =
        budget == null
            ? Duration.ZERO
            : budget.minus(Candidate.toDuration(selection.candidate().p99Ms()));
    return remaining.isNegative() ? Duration.ZERO : remaining;
  }

  private static Optional<Candidate> hedgeCandidate(List<Candidate> fallbacks) {
    return fallbacks.stream().filter(Candidate::isReady).findFirst();
  }

  /**
   * The request was checked when it was admitted. This is for one that another node admitted, with
   * other settings.
   */
  private static RoutedCall failUnservable(EventLoop loop, ModelCallListener listener) {
    var failure =
        new ProviderFailure.Rejected(422, "no model of this node may be sent the request");
    EventLoop.Timer timer = loop.schedule(Duration.ZERO, () -> listener.onFailure(failure));
    return timer::cancel;
  }

  private static RoutedCall failThrottled(
      Duration retryAfter, EventLoop loop, ModelCallListener listener) {
    var failure = new ProviderFailure.RateLimited(retryAfter, "the provider has too many calls");
    EventLoop.Timer timer = loop.schedule(Duration.ZERO, () -> listener.onFailure(failure));
    return timer::cancel;
  }

  @Override
  public RoutedCall openFastest(
      Prompt prompt, int maxTokens, Timeouts timeouts, EventLoop loop, ModelCallListener listener) {
    Candidates candidates =
        catalogue.candidatesFor(
            prompt,
            requiredRegion(prompt.scope().tenant(), prompt.scope().profile()),
            warmPrefixes);
    if (candidates.isEmpty()) {
      return failUnservable(loop, listener);
    }
    Candidate fastest = candidates.fastestReady();
    AdaptiveThrottle throttle = fastest.status().throttle();
    if (throttle.isThrottling()) { // What the provider accepts is left to answers.
      return failThrottled(throttle.delay(), loop, listener);
    }
    AuxiliaryCall call = new AuxiliaryCall(fastest, timeouts, counters, loop, listener);
    call.open(fastest.model().shortRequest(prompt, maxTokens));
    return call;
  }
}
