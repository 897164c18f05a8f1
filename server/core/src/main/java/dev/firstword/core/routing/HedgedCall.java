package dev.firstword.core.routing;

import dev.firstword.core.routing.ModelSelector.Selection;
import dev.firstword.core.routing.RoutingCounters.Outcome;
import dev.firstword.core.timeline.DeclinedCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the model calls of one answer: the call to the chosen model, a hedge alongside it when its
 * first token is slow, and fallbacks when a call fails. The first call to think or to answer wins
 * and the others are closed. Once it has delivered text or begun a tool call there is no fallback.
 * Confined to the turn's event loop.
 */
final class HedgedCall implements RoutedCall, Attempt.Owner {

  /** The shortest wait for a provider with too many calls that is reported to users. */
  private static final Duration MIN_REPORTED_WAIT = Duration.ofSeconds(1);

  private final RoutingRequest request;
  private final Selection selection;
  private final RoutingCounters counters;
  private final EventLoop loop;
  private final RoutedCallListener listener;
  private final FirstTokenWait wait;
  private final FallbackSequence fallbacks;
  private final List<Attempt> openAttempts = new ArrayList<>(2);
  private final List<Attempt> overdueAttempts = new ArrayList<>(1);
  private boolean ended;
  private boolean hasReportedWait;
  private int refusals;
  private final Map<String, ProviderFailure> errors = new HashMap<>(0);
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
    this.counters = counters;
    this.loop = loop;
    this.listener = listener;
    this.wait = new FirstTokenWait(request, rules, loop.nanoTime());
    this.fallbacks = new FallbackSequence(candidates, rules.maxRounds(), request.tenant(), random);
    this.reportedModel = selection.candidate().name();
  }

  /** Calls the chosen model, or waits until there is room for a call. */
  void start() {
    Candidate candidate = selection.candidate();
    reportModel(candidate, selection.reason());
    if (candidate.status().throttle().tryAcquire(request.tenant())) {
      startAttempt(candidate, false);
    } else {
      if (request.mayFallBack()) {
        fallbacks.recordNoRoom(candidate, loop.nanoTime());
      } else {
        fallbacks.clear();
      }
      var failure =
          new ProviderFailure.RateLimited(
              candidate.status().throttle().delay(), "the provider has too many calls");
      timer = loop.schedule(Duration.ZERO, () -> tryNext(failure));
    }
  }

  /**
   * Schedules a hedge to that candidate, unless the first token arrives before. A call that waits
   * for room gets none.
   *
   * @param permit checked when the hedge is due; may ask to be checked again a little later
   */
  void hedge(Candidate candidate, Duration delay, HedgePolicy.Permit permit) {
    if (!openAttempts.isEmpty()) {
      timer = loop.schedule(delay, () -> fireHedge(candidate, delay, permit));
    }
  }

  private void fireHedge(Candidate candidate, Duration delay, HedgePolicy.Permit permit) {
    if (ended || winner != null || openAttempts.size() != 1 || !fallbacks.contains(candidate)) {
      return;
    }
    switch (permit.check(openAttempts.getFirst().candidate(), candidate)) {
      case GRANTED -> {
        if (candidate.status().throttle().tryAcquire(request.tenant())) {
          fallbacks.remove(candidate);
          counters.recordHedge();
          hedgeAttempt = startAttempt(candidate, false);
        }
      }
      case RETRY_LATER ->
          timer =
              loop.schedule(
                  HedgePolicy.retryDelay(delay), () -> fireHedge(candidate, delay, permit));
      case DENIED -> {}
    }
  }

  private Attempt startAttempt(Candidate candidate, boolean isRetry) {
    if (!isRetry) {
      candidate.status().retryBudget().recordCall();
    }
    boolean isReplaceable = request.mayFallBack() && !fallbacks.isRoundExhausted();
    Attempt attempt =
        new Attempt(
            candidate,
            wait.timeout(candidate, isReplaceable, loop.nanoTime()),
            request.profile().timeouts(),
            request.previousStep() != null,
            loop,
            listener,
            this);
    openAttempts.add(attempt);
    counters.recordCall();
    attempt.open(request.to(candidate.model()));
    if (request.mayFallBack()
        && !request.isUnstreamed()
        && fallbacks.isRoundExhausted()
        && fallbacks.retriesTimeouts()) {
      stopOverdueTimer();
      overdueTimer = loop.schedule(wait.overdueThreshold(candidate), () -> onOverdue(attempt));
    }
    return attempt;
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
            wait.overdueThreshold(attempt.candidate()), "no first token in time"));
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
        candidate.model().thinkingControl(),
        candidate.model().region());
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
  public void onDeclined(DeclinedCall call) {
    refusals++;
    counters.recordRefusal(call.model(), call.category());
    listener.onDeclined(call);
  }

  @Override
  public void onFailure(Attempt attempt, ProviderFailure failure) {
    openAttempts.remove(attempt);
    counters.recordOutcome(attempt.candidate().name(), Outcome.of(failure));
    boolean hasOutput = attempt.hasOutput();
    boolean mayFallBack = request.mayFallBack() && !hasOutput;
    if (failure instanceof ProviderFailure.Silent) {
      countUnreportedInput(attempt);
      fallbacks.recordTimeout(attempt.candidate());
    }
    if (attempt == winner && !hasOutput) {
      // It only thought. Nothing of an answer was shown, so another model may answer.
      winner = null;
      wait.restart(loop.nanoTime());
    }
    if (!mayFallBack
        || !RetryPolicy.shouldFallBack(failure)
        || refusals > request.profile().modelPolicy().maxRefusalsPassedOn()) {
      stopFallbacks();
    } else {
      long now = loop.nanoTime();
      fallbacks.recordFailure(attempt.candidate(), failure, now, wait.remaining(now));
    }
    if (hasOutput) {
      fail(failure);
    } else {
      tryNext(cause(attempt.candidate(), failure));
    }
  }

  /** A retry may be cut off because the time is up; what made it necessary is the cause then. */
  private ProviderFailure cause(Candidate candidate, ProviderFailure failure) {
    if (!(failure instanceof ProviderFailure.Silent)) {
      errors.put(candidate.name(), failure);
    }
    return errors.getOrDefault(candidate.name(), failure);
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
    long now = loop.nanoTime();
    Candidate next = wait.hasTimeLeft(Duration.ZERO, now) ? fallbacks.poll(now) : null;
    if (next == null) {
      scheduleNextRound(failure);
    } else {
      fallBackTo(next);
    }
  }

  private void fallBackTo(Candidate next) {
    if (next.name().equals(reportedModel)) {
      listener.onRetry(chosenModel(next, ModelReason.FALLBACK));
    } else {
      reportModel(next, ModelReason.FALLBACK);
    }
    startAttempt(next, fallbacks.isRetrying());
  }

  private void scheduleNextRound(ProviderFailure failure) {
    long now = loop.nanoTime();
    Duration delay = fallbacks.hasNextRound() ? fallbacks.delay(now) : Duration.ZERO;
    boolean onlyWaits = fallbacks.isWaitingForRoom() && !listener.waitsForRoom();
    if (!fallbacks.hasNextRound() || !wait.hasTimeLeft(delay, now) || onlyWaits) {
      if (openAttempts.isEmpty()) {
        fail(failure);
      }
      return;
    }
    timer = loop.schedule(delay, () -> startNextRound(failure));
    long waitNanos = now - wait.sinceNanos() + delay.toNanos();
    if (!hasReportedWait
        && openAttempts.isEmpty()
        && fallbacks.isWaitingForRoom()
        && waitNanos >= MIN_REPORTED_WAIT.toNanos()) {
      hasReportedWait = true;
      listener.onRateLimitWait();
    }
  }

  private void startNextRound(ProviderFailure failure) {
    if (ended) {
      return;
    }
    fallbacks.startNextRound(loop.nanoTime());
    tryNext(failure);
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
    if (current != null) {
      return current.silence();
    }
    return Silence.ordinary(
        fallbacks.isWaitingForRoom() ? SilenceKind.RATE_LIMITED : SilenceKind.QUEUED,
        wait.sinceNanos(),
        null);
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
