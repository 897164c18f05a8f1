package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call to one model, with timeouts for the first token, for gaps between pieces of text, and
 * for the whole call. Only text resets the idle timeout, because a provider's pings could keep a
 * stalled call alive indefinitely. Records the measured latency and outcome in the model's status.
 */
final class Attempt implements ModelCallListener {

  /** Shorter answers are too noisy to measure throughput. */
  private static final int MIN_TOKENS_FOR_THROUGHPUT = 20;

  private final Candidate candidate;
  private final Duration firstTokenTimeout;
  private final Timeouts timeouts;
  private final EventLoop loop;
  private final Listener listener;
  private final long openedNanos;
  private long firstTokenNanos = -1;
  private long lastTextNanos = -1;
  private boolean ended;
  private @Nullable ModelCall call;
  private EventLoop.@Nullable Timer deadline;

  /**
   * Creates an attempt without opening it.
   *
   * @param firstTokenTimeout the timeout of the first token
   * @param timeouts the timeouts that apply afterwards
   */
  Attempt(
      Candidate candidate,
      Duration firstTokenTimeout,
      Timeouts timeouts,
      EventLoop loop,
      Listener listener) {
    this.candidate = candidate;
    this.firstTokenTimeout = firstTokenTimeout;
    this.timeouts = timeouts;
    this.loop = loop;
    this.listener = listener;
    this.openedNanos = loop.nanoTime();
  }

  /**
   * Receives the events of an attempt, on its event loop. Not called after the end or a failure.
   */
  interface Listener {

    void onText(Attempt attempt, String text);

    void onReadComplete(Attempt attempt);

    void onEnd(Attempt attempt, FinishReason reason, Usage usage);

    void onFailure(Attempt attempt, ProviderFailure failure);
  }

  void open(ModelRequest request) {
    candidate.status().circuitBreaker().recordCall();
    candidate.status().concurrencyLimiter().recordStart();
    armDeadline();
    call = candidate.model().provider().open(request, this);
  }

  Candidate candidate() {
    return candidate;
  }

  boolean hasText() {
    return firstTokenNanos >= 0;
  }

  /** Closes the call because another won or the answer is no longer needed. */
  void cancel() {
    if (end()) {
      if (!hasText()) {
        recordNoFirstToken();
        candidate.status().circuitBreaker().recordInconclusive();
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
    if (!hasText()) {
      firstTokenNanos = lastTextNanos;
      recordFirstToken(Duration.ofNanos(firstTokenNanos - openedNanos));
      armDeadline(); // The idle timeout may be due earlier than the first-token timeout was.
    }
    listener.onText(this, text);
  }

  private void recordFirstToken(Duration elapsed) {
    candidate
        .status()
        .latencyProfile()
        .recordFirstToken(candidate.uncachedTokens(), elapsed.toNanos() / 1e6);
    candidate.status().concurrencyLimiter().recordFirstToken(openedNanos, elapsed);
    candidate.status().circuitBreaker().recordSuccess();
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
      if (hasText()) {
        recordThroughput(usage);
      } else {
        candidate.status().concurrencyLimiter().recordEnd();
        candidate.status().circuitBreaker().recordInconclusive();
      }
      listener.onEnd(this, reason, usage);
    }
  }

  private void recordThroughput(Usage usage) {
    long nanos = lastTextNanos - firstTokenNanos;
    if (usage.outputTokens() >= MIN_TOKENS_FOR_THROUGHPUT && nanos > 0) {
      candidate
          .status()
          .latencyProfile()
          .recordThroughput((usage.outputTokens() - 1) * 1e9 / nanos);
    }
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    if (end()) {
      if (!hasText()) {
        candidate.status().concurrencyLimiter().recordEnd();
      }
      recordFailure(failure);
      listener.onFailure(this, failure);
    }
  }

  private void recordFailure(ProviderFailure failure) {
    var breaker = candidate.status().circuitBreaker();
    switch (failure) {
      case ProviderFailure.RateLimited limited -> {
        if (limited.retryAfter() == null) {
          breaker.recordLimitReached();
        } else {
          breaker.recordThrottled(limited.retryAfter());
        }
      }
      case ProviderFailure.Overloaded overloaded -> {
        if (overloaded.retryAfter() == null) {
          breaker.recordFailure();
        } else {
          breaker.recordThrottled(overloaded.retryAfter());
        }
      }
      case ProviderFailure.Rejected _ -> breaker.recordInconclusive();
      case ProviderFailure.Unreachable _,
          ProviderFailure.Unauthorized _,
          ProviderFailure.ServerError _,
          ProviderFailure.Cut _,
          ProviderFailure.Malformed _,
          ProviderFailure.Silent _ ->
          breaker.recordFailure();
    }
  }

  private void recordNoFirstToken() {
    candidate.status().concurrencyLimiter().recordEnd();
    candidate
        .status()
        .latencyProfile()
        .recordNoFirstToken(candidate.uncachedTokens(), (loop.nanoTime() - openedNanos) / 1e6);
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

  /**
   * Text only updates a timestamp; the timer checks it when it fires, and re-arms for the remaining
   * time.
   */
  private void armDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
    deadline = loop.schedule(Duration.ofNanos(Math.max(0, remainingNanos())), this::checkDeadline);
  }

  private void checkDeadline() {
    if (ended) {
      return;
    }
    if (remainingNanos() > 0) {
      armDeadline();
      return;
    }
    close();
    if (!end()) {
      return;
    }
    if (!hasText()) {
      recordNoFirstToken();
    }
    ProviderFailure failure = idleFailure();
    recordFailure(failure);
    listener.onFailure(this, failure);
  }

  private ProviderFailure idleFailure() {
    long since = hasText() ? lastTextNanos : openedNanos;
    return new ProviderFailure.Silent(
        Duration.ofNanos(loop.nanoTime() - since),
        hasText() ? "no more text in time" : "no first token in time");
  }

  private long remainingNanos() {
    long now = loop.nanoTime();
    long total = openedNanos + timeouts.total().toNanos() - now;
    long untilDue =
        hasText()
            ? lastTextNanos + timeouts.idle().toNanos() - now
            : openedNanos + firstTokenTimeout.toNanos() - now;
    return Math.min(total, untilDue);
  }
}
