package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.provider.CallTracker;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
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
 *
 * <p>Text goes straight to the answer's listener. The owner decides what happens before the first
 * piece of it and after a failure.
 */
final class Attempt implements ModelCallListener {

  /** Shorter answers are too noisy to measure throughput. */
  private static final int MIN_TOKENS_FOR_THROUGHPUT = 20;

  private final Candidate candidate;
  private final Duration firstTokenTimeout;
  private final Timeouts timeouts;
  private final EventLoop loop;
  private final ModelCallListener listener;
  private final Owner owner;
  private final long openedNanos;
  private long firstTokenNanos = -1;
  private long lastTextNanos = -1;
  private boolean ended;
  private @Nullable CallTracker tracker;
  private @Nullable ModelCall call;
  private EventLoop.@Nullable Timer deadline;

  /**
   * Creates an attempt without opening it.
   *
   * @param firstTokenTimeout the timeout of the first token
   * @param timeouts the timeouts that apply afterwards
   * @param listener receives the text and a normal end; failures go to the owner
   */
  Attempt(
      Candidate candidate,
      Duration firstTokenTimeout,
      Timeouts timeouts,
      EventLoop loop,
      ModelCallListener listener,
      Owner owner) {
    this.candidate = candidate;
    this.firstTokenTimeout = firstTokenTimeout;
    this.timeouts = timeouts;
    this.loop = loop;
    this.listener = listener;
    this.owner = owner;
    this.openedNanos = loop.nanoTime();
  }

  /** Controls an attempt. Called on its event loop. */
  interface Owner {

    /** Called once, before the listener receives the first piece of text. */
    void onFirstToken(Attempt attempt);

    /** The answer has text and is complete. Called before the listener learns of it. */
    void onAnswered(Attempt attempt);

    /**
     * The call failed or ended without any text. The owner either tries something else or notifies
     * the listener.
     */
    void onFailure(Attempt attempt, ProviderFailure failure);
  }

  void open(ModelRequest request) {
    candidate.status().circuitBreaker().recordCall();
    candidate.status().concurrencyLimiter().recordStart();
    armDeadline();
    ModelProvider provider = candidate.model().provider();
    tracker = provider.track(request);
    call = provider.open(tracker.request(), this);
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
      owner.onFirstToken(this);
    }
    listener.onText(text);
  }

  private void recordFirstToken(Duration elapsed) {
    candidate
        .status()
        .latencyProfile()
        .recordFirstToken(candidate.uncachedTokens(), elapsed.toNanos() / 1e6);
    candidate.status().concurrencyLimiter().recordFirstToken(openedNanos, elapsed);
    candidate.status().circuitBreaker().recordSuccess();
    if (tracker != null) {
      tracker.onFirstToken();
    }
  }

  @Override
  public void onReadComplete() {
    if (!ended) {
      listener.onReadComplete();
    }
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    if (!end()) {
      return;
    }
    Usage recorded = tracker == null ? usage : tracker.onUsage(usage);
    if (hasText()) {
      recordThroughput(recorded);
      owner.onAnswered(this);
      listener.onEnd(reason, recorded);
    } else {
      fail(new ProviderFailure.Empty(reason == FinishReason.REFUSAL));
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
      fail(failure);
    }
  }

  private void fail(ProviderFailure failure) {
    if (!hasText()) {
      candidate.status().concurrencyLimiter().recordEnd();
    }
    recordFailure(failure);
    owner.onFailure(this, failure);
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
      case ProviderFailure.Rejected _, ProviderFailure.Empty _ -> breaker.recordInconclusive();
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
    owner.onFailure(this, failure);
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
