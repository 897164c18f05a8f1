package dev.firstword.routing;

import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCall;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call to one model under its deadlines: to the first token, between two pieces of text, and as
 * a whole. Only text counts as a sign of life; a provider's pings would let it be silent for ever.
 * What it learns of the model it adds to what is known of it.
 */
final class Attempt implements ModelCallListener {

  /** An answer shorter than this says nothing about a pace. */
  private static final int LEAST_TOKENS_FOR_PACE = 20;

  private final Prospect prospect;
  private final Duration firstTokenLimit;
  private final Limits limits;
  private final EventLoop loop;
  private final Listener listener;
  private final long openedNanos;
  private long firstTextNanos = -1;
  private long lastTextNanos = -1;
  private boolean ended;
  private @Nullable ModelCall call;
  private EventLoop.@Nullable Timer deadline;

  /**
   * Made, and not opened yet.
   *
   * @param firstTokenLimit after which it is late
   * @param limits of all that comes after that
   */
  Attempt(
      Prospect prospect,
      Duration firstTokenLimit,
      Limits limits,
      EventLoop loop,
      Listener listener) {
    this.prospect = prospect;
    this.firstTokenLimit = firstTokenLimit;
    this.limits = limits;
    this.loop = loop;
    this.listener = listener;
    this.openedNanos = loop.nanoTime();
  }

  /** Hears what becomes of an attempt, on its loop; nothing more after its end or its failure. */
  interface Listener {

    void onText(Attempt attempt, String text);

    void onReadComplete(Attempt attempt);

    void onEnd(Attempt attempt, FinishReason reason, Usage usage);

    void onFailure(Attempt attempt, ProviderFailure failure);
  }

  void open(ModelRequest request) {
    prospect.standing().health().asked();
    prospect.standing().concurrency().begin();
    armDeadline();
    call = prospect.model().provider().open(request, this);
  }

  Prospect prospect() {
    return prospect;
  }

  boolean hasSpoken() {
    return firstTextNanos >= 0;
  }

  /** Closes it: somebody else was sooner, or nobody wants it any more. */
  void cancel() {
    if (end()) {
      if (!hasSpoken()) {
        withoutFirstToken();
        prospect.standing().health().unknown();
      }
      close();
    }
  }

  @Override
  public void onText(String text) {
    if (ended) {
      return;
    }
    lastTextNanos = loop.nanoTime();
    if (!hasSpoken()) {
      firstTextNanos = lastTextNanos;
      firstToken(Duration.ofNanos(firstTextNanos - openedNanos));
      armDeadline(); // The limit on silence may be nearer than the one on the first token was.
    }
    listener.onText(this, text);
  }

  private void firstToken(Duration after) {
    prospect.standing().profile().firstToken(prospect.uncachedTokens(), after.toNanos() / 1e6);
    prospect.standing().concurrency().firstToken(openedNanos, after);
    prospect.standing().health().succeeded();
  }

  @Override
  public void onReadComplete() {
    if (!ended) {
      listener.onReadComplete(this);
    }
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    if (end()) {
      if (hasSpoken()) {
        measurePace(usage);
      } else {
        prospect.standing().concurrency().end();
        prospect.standing().health().unknown();
      }
      listener.onEnd(this, reason, usage);
    }
  }

  private void measurePace(Usage usage) {
    long nanos = lastTextNanos - firstTextNanos;
    if (usage.outputTokens() >= LEAST_TOKENS_FOR_PACE && nanos > 0) {
      prospect.standing().profile().pace((usage.outputTokens() - 1) * 1e9 / nanos);
    }
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    if (end()) {
      if (!hasSpoken()) {
        prospect.standing().concurrency().end();
      }
      failed(failure);
      listener.onFailure(this, failure);
    }
  }

  private void failed(ProviderFailure failure) {
    var health = prospect.standing().health();
    switch (failure) {
      case ProviderFailure.RateLimited limited -> {
        if (limited.retryAfter() == null) {
          health.limitReached();
        } else {
          health.throttled(limited.retryAfter());
        }
      }
      case ProviderFailure.Overloaded overloaded -> {
        if (overloaded.retryAfter() == null) {
          health.failed();
        } else {
          health.throttled(overloaded.retryAfter());
        }
      }
      case ProviderFailure.Rejected _ -> health.unknown();
      case ProviderFailure.Unreachable _,
          ProviderFailure.Unauthorized _,
          ProviderFailure.ServerError _,
          ProviderFailure.Cut _,
          ProviderFailure.Malformed _,
          ProviderFailure.Silent _ ->
          health.failed();
    }
  }

  private void withoutFirstToken() {
    prospect.standing().concurrency().end();
    prospect
        .standing()
        .profile()
        .noFirstTokenWithin(prospect.uncachedTokens(), (loop.nanoTime() - openedNanos) / 1e6);
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    if (deadline != null) {
      deadline.cancel();
    }
    return true;
  }

  private void close() {
    if (call != null) {
      call.cancel();
    }
  }

  /** Text only moves a number; the timer looks at it when it fires and waits for what is left. */
  private void armDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
    deadline = loop.schedule(Duration.ofNanos(Math.max(0, leftNanos())), this::checkDeadline);
  }

  private void checkDeadline() {
    if (ended) {
      return;
    }
    if (leftNanos() > 0) {
      armDeadline();
      return;
    }
    close();
    if (!end()) {
      return;
    }
    if (!hasSpoken()) {
      withoutFirstToken();
    }
    ProviderFailure failure = silent();
    failed(failure);
    listener.onFailure(this, failure);
  }

  private ProviderFailure silent() {
    long since = hasSpoken() ? lastTextNanos : openedNanos;
    return new ProviderFailure.Silent(
        Duration.ofNanos(loop.nanoTime() - since),
        hasSpoken() ? "no more text in time" : "no first token in time");
  }

  private long leftNanos() {
    long now = loop.nanoTime();
    long whole = openedNanos + limits.total().toNanos() - now;
    long next =
        hasSpoken()
            ? lastTextNanos + limits.silence().toNanos() - now
            : openedNanos + firstTokenLimit.toNanos() - now;
    return Math.min(whole, next);
  }
}
