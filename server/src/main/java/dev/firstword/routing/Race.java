package dev.firstword.routing;

import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.routing.RouteCounts.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer under way: the call to the model that was chosen, a second one beside it when the
 * first is slow to begin, another in its place when it fails. Whoever speaks first is kept and the
 * others are closed; from then on nothing stands in for it. Confined to the turn's loop.
 */
final class Race implements Route, Attempt.Listener {

  private final RouteRequest request;
  private final ModelChoice choice;
  private final RoutingRules rules;
  private final RouteCounts counts;
  private final DoubleSupplier random;
  private final EventLoop loop;
  private final RouteListener listener;
  private final long beganNanos;
  private final Rounds rounds;
  private final List<Attempt> open = new ArrayList<>(2);
  private final List<Attempt> overdue = new ArrayList<>(1);
  private boolean over;
  private String told;
  private @Nullable Attempt speaking;
  private @Nullable Attempt rival;
  private EventLoop.@Nullable Timer timer;
  private EventLoop.@Nullable Timer lateTimer;

  /**
   * Made, and not begun.
   *
   * @param standIns those that may be asked in its place, in that order
   * @param random from 0 to 1, so that those who failed together do not come back together
   */
  Race(
      RouteRequest request,
      ModelChoice choice,
      List<Prospect> standIns,
      RoutingRules rules,
      RouteCounts counts,
      DoubleSupplier random,
      EventLoop loop,
      RouteListener listener) {
    this.request = request;
    this.choice = choice;
    this.rules = rules;
    this.counts = counts;
    this.random = random;
    this.loop = loop;
    this.listener = listener;
    this.beganNanos = loop.nanoTime();
    this.rounds = new Rounds(standIns, rules.rounds());
    this.told = choice.prospect().name();
  }

  /** Asks the model that was chosen. */
  void begin() {
    tell(choice.prospect(), choice.reason());
    ask(choice.prospect());
  }

  /**
   * Asks that one too, unless a first word has come by then.
   *
   * @param allowed asked when the time has come; again a little later where it says no
   */
  void hedge(Prospect with, Duration after, Hedge.Permit allowed) {
    timer = loop.schedule(after, () -> hedgeNow(with, after, allowed));
  }

  private void hedgeNow(Prospect with, Duration after, Hedge.Permit allowed) {
    if (over || speaking != null || open.size() != 1 || !rounds.isStillToBeAsked(with)) {
      return;
    }
    switch (allowed.ask(open.getFirst().prospect(), with)) {
      case YES -> {
        rounds.take(with);
        counts.hedged();
        rival = ask(with);
      }
      case LATER -> timer = loop.schedule(Hedge.later(after), () -> hedgeNow(with, after, allowed));
      case NO -> {}
    }
  }

  private Attempt ask(Prospect prospect) {
    Limits limits = request.profile().limits();
    Attempt attempt = new Attempt(prospect, firstTokenLimit(prospect), limits, loop, this);
    open.add(attempt);
    counts.asked();
    attempt.open(
        new ModelRequest(
            prospect.name(),
            request.prompt(),
            request.profile().maxTokens(),
            request.traceparent()));
    if (rounds.isOver() && !rounds.isLast()) {
      stopLateTimer();
      lateTimer = loop.schedule(lateAfter(prospect), () -> isOverdue(attempt));
    }
    return attempt;
  }

  /** One that can be replaced is closed when it is late; the last one has all that is left. */
  private Duration firstTokenLimit(Prospect prospect) {
    Duration left =
        request.profile().limits().firstToken().minusNanos(loop.nanoTime() - beganNanos);
    if (rounds.isOver()) {
      return left;
    }
    Duration late = lateAfter(prospect);
    return late.compareTo(left) < 0 ? late : left;
  }

  /** Far beyond what is usual for it. */
  private Duration lateAfter(Prospect prospect) {
    Duration late = Prospect.duration(prospect.usualP99Ms() * rules.lateFactor());
    return late.compareTo(rules.leastLate()) < 0 ? rules.leastLate() : late;
  }

  /** The last one is late. It may only be slow: it is left open, and the next round begun. */
  private void isOverdue(Attempt last) {
    if (over || speaking != null || !open.contains(last)) {
      return;
    }
    overdue.add(last);
    rounds.wasSilent(last.prospect());
    goOnWithout(
        RouteFailure.of(
            new ProviderFailure.Silent(lateAfter(last.prospect()), "no first token in time"),
            false));
  }

  private void tell(Prospect prospect, ModelReason reason) {
    told = prospect.name();
    counts.decided(prospect.name(), reason);
    listener.onModel(chosen(prospect, reason));
  }

  private ChosenModel chosen(Prospect prospect, ModelReason reason) {
    return new ChosenModel(
        prospect.name(),
        reason,
        choice.complexity(),
        choice.withinBudget(),
        choice.reason() == ModelReason.PINNED ? null : request.judgedBy(),
        prospect.firstTokenMs(),
        prospect.standing().profile().tokensPerSecond());
  }

  @Override
  public void onText(Attempt attempt, String text) {
    if (speaking == null) {
      keep(attempt);
    }
    listener.onText(text);
  }

  private void keep(Attempt first) {
    speaking = first;
    stopTimers();
    closeAllBut(first);
    if (rival != null) {
      counts.hedgeEnded(first == rival);
    }
    if (!first.prospect().name().equals(told)) {
      tell(first.prospect(), ModelReason.HEDGE);
    }
  }

  private void closeAllBut(@Nullable Attempt kept) {
    for (Attempt other : List.copyOf(open)) {
      if (other != kept) {
        close(other);
      }
    }
  }

  private void close(Attempt attempt) {
    if (open.remove(attempt)) {
      counts.ended(attempt.prospect().name(), Outcome.CLOSED);
      countUnheard(attempt);
      attempt.cancel();
    }
  }

  private void countUnheard(Attempt closed) {
    if (!closed.hasSpoken()) {
      counts.unheard(closed.prospect().name(), closed.prospect().uncachedTokens());
    }
  }

  @Override
  public void onReadComplete(Attempt attempt) {
    listener.onReadComplete();
  }

  @Override
  public void onEnd(Attempt attempt, FinishReason reason, Usage usage) {
    if (attempt.hasSpoken()) {
      counts.ended(attempt.prospect().name(), Outcome.ANSWERED);
      over = true;
      listener.onEnd(reason, usage);
      return;
    }
    open.remove(attempt);
    counts.ended(attempt.prospect().name(), Outcome.EMPTY);
    boolean declined = reason == FinishReason.REFUSAL;
    if (declined) {
      askNobodyElse(); // Nobody goes from model to model until one agrees.
    }
    goOnWithout(RouteFailure.empty(declined));
  }

  @Override
  public void onFailure(Attempt attempt, ProviderFailure failure) {
    open.remove(attempt);
    counts.ended(attempt.prospect().name(), Outcome.of(failure));
    boolean spoken = attempt.hasSpoken();
    if (failure instanceof ProviderFailure.Silent) {
      countUnheard(attempt);
      rounds.wasSilent(attempt.prospect());
    }
    if (spoken || !Fallback.helpsAgainst(failure)) {
      askNobodyElse();
    } else {
      rounds.failed(attempt.prospect(), failure);
    }
    if (spoken) {
      fail(RouteFailure.of(failure, true));
    } else {
      goOnWithout(RouteFailure.of(failure, false));
    }
  }

  private void askNobodyElse() {
    rounds.end();
    overdue.forEach(this::close);
  }

  /** Somebody who is at it and not late may yet speak; else the next is asked. */
  private void goOnWithout(RouteFailure failure) {
    if (!overdue.containsAll(open)) {
      return;
    }
    stopTimers();
    Prospect next = rounds.nextReady();
    if (next != null && isTimeLeft(Duration.ZERO)) {
      tell(next, ModelReason.FALLBACK);
      ask(next);
    } else if (rounds.isAnother() && isTimeLeft(rounds.breath())) {
      rounds.beginAnother();
      timer = loop.schedule(jittered(rounds.breath()), () -> askAgain(failure));
    } else if (open.isEmpty()) {
      fail(failure);
    }
  }

  private void askAgain(RouteFailure last) {
    if (over) {
      return;
    }
    Prospect next = rounds.next();
    if (next == null) {
      fail(last);
      return;
    }
    if (next.name().equals(told)) {
      listener.onAskedAgain(chosen(next, ModelReason.FALLBACK));
    } else {
      tell(next, ModelReason.FALLBACK);
    }
    ask(next);
  }

  private boolean isTimeLeft(Duration before) {
    Duration whole = request.profile().limits().firstToken();
    return loop.nanoTime() - beganNanos + before.toNanos() < whole.toNanos();
  }

  /** Half to one and a half times as long. */
  private Duration jittered(Duration time) {
    return Duration.ofNanos((long) (time.toNanos() * (0.5 + random.getAsDouble())));
  }

  private void fail(RouteFailure failure) {
    over = true;
    stopTimers();
    listener.onFailure(failure);
  }

  @Override
  public void cancel() {
    over = true;
    stopTimers();
    closeAllBut(null);
  }

  private void stopTimers() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    stopLateTimer();
  }

  private void stopLateTimer() {
    if (lateTimer != null) {
      lateTimer.cancel();
      lateTimer = null;
    }
  }
}
