package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.routing.ModelSelector.Selection;
import dev.firstword.core.routing.RoutingCounters.Outcome;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.TurnEvent.SilenceKind;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the model calls of one answer: the call to the chosen model, a hedge alongside it when its
 * first token is slow, and fallbacks when a call fails. The first call to think or to answer wins
 * and the others are closed. Once it has delivered text or begun a tool call there is no fallback.
 * Confined to the turn's event loop.
 */
final class HedgedCall implements RoutedCall, Attempt.Owner {

  private final RoutingRequest request;
  private final Selection selection;
  private final RoutingRules rules;
  private final RoutingCounters counters;
  private final DoubleSupplier random;
  private final EventLoop loop;
  private final RoutedCallListener listener;
  private long waitingSinceNanos;
  private final FallbackSequence fallbacks;
  private final List<Attempt> openAttempts = new ArrayList<>(2);
  private final List<Attempt> overdueAttempts = new ArrayList<>(1);
  private boolean ended;
  private String reportedModel;
  private @Nullable Attempt winner;
  private @Nullable Attempt hedgeAttempt;
  private EventLoop.@Nullable Timer timer;
  private EventLoop.@Nullable Timer overdueTimer;

  /**
   * Creates a call without starting it.
   *
   * @param candidates the fallback and hedge candidates, in order of preference
   * @param random returns values from 0 to 1 for jitter, so that calls that failed together do not
   *     retry together
   */
  HedgedCall(
      RoutingRequest request,
      Selection selection,
      List<Candidate> candidates,
      RoutingRules rules,
      RoutingCounters counters,
      DoubleSupplier random,
      EventLoop loop,
      RoutedCallListener listener) {
    this.request = request;
    this.selection = selection;
    this.rules = rules;
    this.counters = counters;
    this.random = random;
    this.loop = loop;
    this.listener = listener;
    this.waitingSinceNanos = loop.nanoTime();
    this.fallbacks = new FallbackSequence(candidates, rules.maxRounds());
    this.reportedModel = selection.candidate().name();
  }

  /** Calls the chosen model. */
  void start() {
    reportModel(selection.candidate(), selection.reason());
    startAttempt(selection.candidate());
  }

  /**
   * Schedules a hedge to that candidate, unless the first token arrives before.
   *
   * @param permit checked when the hedge is due; may ask to be checked again a little later
   */
  void hedge(Candidate candidate, Duration delay, HedgePolicy.Permit permit) {
    timer = loop.schedule(delay, () -> fireHedge(candidate, delay, permit));
  }

  private void fireHedge(Candidate candidate, Duration delay, HedgePolicy.Permit permit) {
    if (ended || winner != null || openAttempts.size() != 1 || !fallbacks.contains(candidate)) {
      return;
    }
    switch (permit.check(openAttempts.getFirst().candidate(), candidate)) {
      case GRANTED -> {
        fallbacks.remove(candidate);
        counters.recordHedge();
        hedgeAttempt = startAttempt(candidate);
      }
      case RETRY_LATER ->
          timer =
              loop.schedule(
                  HedgePolicy.retryDelay(delay), () -> fireHedge(candidate, delay, permit));
      case DENIED -> {}
    }
  }

  private Attempt startAttempt(Candidate candidate) {
    Timeouts timeouts = request.profile().timeouts();
    Attempt attempt =
        new Attempt(
            candidate,
            firstTokenTimeout(candidate),
            timeouts,
            request.previousStep() != null,
            loop,
            listener,
            this);
    openAttempts.add(attempt);
    counters.recordCall();
    attempt.open(
        new ModelRequest(
                candidate.name(), request.prompt(), request.maxTokens(), request.traceparent())
            .withThinking(request.thinking(), candidate.model().thinkingControl())
            .withOptions(request.options()));
    if (fallbacks.isRoundExhausted() && !fallbacks.isLastRound()) {
      stopOverdueTimer();
      overdueTimer = loop.schedule(overdueThreshold(candidate), () -> onOverdue(attempt));
    }
    return attempt;
  }

  /**
   * A call that can be replaced is closed at the overdue threshold; the last one gets all remaining
   * time.
   */
  private Duration firstTokenTimeout(Candidate candidate) {
    Duration remaining =
        request.profile().timeouts().firstToken().minusNanos(loop.nanoTime() - waitingSinceNanos);
    if (fallbacks.isRoundExhausted()) {
      return remaining;
    }
    Duration threshold = overdueThreshold(candidate);
    return threshold.compareTo(remaining) < 0 ? threshold : remaining;
  }

  /** The first-token time at which this model counts as overdue, far beyond its usual latency. */
  private Duration overdueThreshold(Candidate candidate) {
    Duration threshold = Candidate.toDuration(candidate.completedP99Ms() * rules.overdueFactor());
    return threshold.compareTo(rules.minOverdueThreshold()) < 0
        ? rules.minOverdueThreshold()
        : threshold;
  }

  /**
   * The last call of the round is overdue. It may only be slow, so it stays open while the next
   * round starts.
   */
  private void onOverdue(Attempt attempt) {
    if (ended || winner != null || !openAttempts.contains(attempt)) {
      return;
    }
    overdueAttempts.add(attempt);
    fallbacks.recordTimeout(attempt.candidate());
    tryNext(
        new ProviderFailure.Silent(
            overdueThreshold(attempt.candidate()), "no first token in time"));
  }

  private void reportModel(Candidate candidate, ModelReason reason) {
    reportedModel = candidate.name();
    counters.recordDecision(candidate.name(), reason);
    listener.onModel(chosenModel(candidate, reason));
  }

  private ChosenModel chosenModel(Candidate candidate, ModelReason reason) {
    return new ChosenModel(
        candidate.name(),
        reason,
        selection.complexity(),
        selection.withinBudget(),
        selection.reason() == ModelReason.PINNED ? null : request.judgedBy(),
        candidate.firstTextMs(),
        candidate.status().latencyProfile().tokensPerSecond(),
        candidate.model().thinkingControl());
  }

  @Override
  public void onFirstToken(Attempt attempt) {
    winner = attempt;
    stopTimers();
    closeAllExcept(attempt);
    if (hedgeAttempt != null) {
      counters.recordHedgeOutcome(attempt == hedgeAttempt);
    }
    if (!attempt.candidate().name().equals(reportedModel)) {
      reportModel(attempt.candidate(), ModelReason.HEDGE);
    }
  }

  private void closeAllExcept(@Nullable Attempt survivor) {
    for (Attempt other : List.copyOf(openAttempts)) {
      if (other != survivor) {
        close(other);
      }
    }
  }

  private void close(Attempt attempt) {
    if (openAttempts.remove(attempt)) {
      counters.recordOutcome(attempt.candidate().name(), Outcome.CLOSED);
      countUnreportedInput(attempt);
      attempt.cancel();
    }
  }

  private void countUnreportedInput(Attempt closed) {
    if (!closed.hasOutput()) {
      counters.recordUnreportedInput(
          closed.candidate().name(), closed.candidate().uncachedTokens());
    }
  }

  @Override
  public void onAnswered(Attempt attempt) {
    counters.recordOutcome(attempt.candidate().name(), Outcome.ANSWERED);
    ended = true;
  }

  @Override
  public void onFailure(Attempt attempt, ProviderFailure failure) {
    openAttempts.remove(attempt);
    counters.recordOutcome(attempt.candidate().name(), Outcome.of(failure));
    boolean hasOutput = attempt.hasOutput();
    if (failure instanceof ProviderFailure.Silent) {
      countUnreportedInput(attempt);
      fallbacks.recordTimeout(attempt.candidate());
    }
    if (attempt == winner && !hasOutput) {
      winner =
          null; // It only thought. Nothing of an answer was shown, so another model may answer.
      waitingSinceNanos = loop.nanoTime();
    }
    if (hasOutput || !RetryPolicy.shouldFallBack(failure)) {
      stopFallbacks();
    } else {
      fallbacks.recordFailure(attempt.candidate(), failure);
    }
    if (hasOutput) {
      fail(failure);
    } else {
      tryNext(failure);
    }
  }

  private void stopFallbacks() {
    fallbacks.clear();
    overdueAttempts.forEach(this::close);
  }

  /** Tries the next candidate, unless an open call that is not overdue may still answer. */
  private void tryNext(ProviderFailure failure) {
    if (!overdueAttempts.containsAll(openAttempts)) {
      return;
    }
    stopTimers();
    Candidate next = fallbacks.pollReady();
    if (next != null && hasTimeLeft(Duration.ZERO)) {
      reportModel(next, ModelReason.FALLBACK);
      startAttempt(next);
    } else if (fallbacks.hasNextRound() && hasTimeLeft(fallbacks.retryDelay())) {
      fallbacks.startNextRound();
      timer = loop.schedule(withJitter(fallbacks.retryDelay()), () -> startRetryRound(failure));
    } else if (openAttempts.isEmpty()) {
      fail(failure);
    }
  }

  private void startRetryRound(ProviderFailure failure) {
    if (ended) {
      return;
    }
    Candidate next = fallbacks.poll();
    if (next == null) {
      fail(failure);
      return;
    }
    if (next.name().equals(reportedModel)) {
      listener.onRetry(chosenModel(next, ModelReason.FALLBACK));
    } else {
      reportModel(next, ModelReason.FALLBACK);
    }
    startAttempt(next);
  }

  private boolean hasTimeLeft(Duration delay) {
    Duration total = request.profile().timeouts().firstToken();
    return loop.nanoTime() - waitingSinceNanos + delay.toNanos() < total.toNanos();
  }

  /** Between 0.5 and 1.5 times the delay. */
  private Duration withJitter(Duration delay) {
    return Duration.ofNanos((long) (delay.toNanos() * (0.5 + random.getAsDouble())));
  }

  private void fail(ProviderFailure failure) {
    ended = true;
    stopTimers();
    listener.onFailure(failure);
  }

  @Override
  public Silence silence() {
    Attempt current = winner;
    if (current == null && !openAttempts.isEmpty()) {
      current = openAttempts.getFirst();
    }
    return current == null
        ? Silence.ordinary(SilenceKind.QUEUED, waitingSinceNanos, null)
        : current.silence();
  }

  @Override
  public void cancel() {
    ended = true;
    stopTimers();
    closeAllExcept(null);
  }

  private void stopTimers() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    stopOverdueTimer();
  }

  private void stopOverdueTimer() {
    if (overdueTimer != null) {
      overdueTimer.cancel();
      overdueTimer = null;
    }
  }
}
