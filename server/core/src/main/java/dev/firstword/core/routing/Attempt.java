package dev.firstword.core.routing;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.provider.CacheReport;
import dev.firstword.core.provider.CallTracker;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.core.provider.PassthroughPart.Kind;
import dev.firstword.core.provider.RateLimit;
import dev.firstword.core.timeline.DeclinedCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call to one model, given up when it exceeds its {@link AttemptTimeouts}. Only text and tool
 * calls reset the idle timeout, because a provider's pings could keep a stalled call alive
 * indefinitely. Records the measured latency and outcome in the model's status.
 *
 * <p>Text goes straight to the answer's listener. The owner decides what happens before the first
 * token and after a failure.
 */
final class Attempt implements ModelCallListener {

  /** Far more than the text of any token but long runs of spaces; what exceeds it is no answer. */
  private static final int MAX_CHARACTERS_PER_TOKEN = 32;

  /** A small limit of tokens leaves room for such runs. */
  private static final int MIN_CHARACTER_LIMIT = 64 * 1024;

  private final Candidate candidate;
  private final boolean mayBeEmpty;
  private final EventLoop loop;
  private final ModelCallListener listener;
  private final Owner owner;
  private final SilenceClassifier silence;
  private final AttemptActivity activity;
  private final AttemptTimeouts timeouts;
  private final AttemptMeasurements measurements;
  private final PassthroughRelay passthrough;
  private final long openedNanos;
  private boolean hasToken;
  private long charactersLeft = MIN_CHARACTER_LIMIT;
  private long firstTextNanos = -1;
  private long lastTextNanos = -1;
  private long lastProgressNanos;
  private boolean ended;
  private @Nullable CallTracker tracker;
  private @Nullable ModelCall call;
  private EventLoop.@Nullable Timer deadline;

  /**
   * Creates an attempt without opening it.
   *
   * @param firstTokenTimeout the timeout of the first token
   * @param timeouts the timeouts that apply afterwards
   * @param mayBeEmpty whether a call that ends without output has answered, since earlier steps of
   *     the turn have said everything
   * @param listener receives the text and a normal end; failures go to the owner
   */
  Attempt(
      Candidate candidate,
      Duration firstTokenTimeout,
      Timeouts timeouts,
      boolean mayBeEmpty,
      EventLoop loop,
      ModelCallListener listener,
      Owner owner) {
    this.candidate = candidate;
    this.mayBeEmpty = mayBeEmpty;
    this.loop = loop;
    this.listener = listener;
    this.owner = owner;
    this.silence =
        new SilenceClassifier(candidate.status().thinkingProfile(), candidate.uncachedTokens());
    this.activity = new AttemptActivity(candidate.name(), silence);
    this.openedNanos = loop.nanoTime();
    this.timeouts =
        new AttemptTimeouts(firstTokenTimeout, timeouts, openedNanos, activity, silence);
    this.measurements = new AttemptMeasurements(candidate, openedNanos);
    this.passthrough = new PassthroughRelay(listener);
    this.lastProgressNanos = openedNanos;
  }

  /** Controls an attempt. Called on its event loop. */
  interface Owner {

    /** Called once, before the listener receives the first sign of a thought or piece of text. */
    void onFirstToken(Attempt attempt);

    /**
     * The answer has text or tool calls and is complete. Called before the listener learns of it.
     */
    void onAnswered(Attempt attempt);

    /** The model declined before any text or tool call. The failure follows. */
    default void onDeclined(DeclinedCall call) {}

    /**
     * The call failed or ended without text and tool calls. The owner either tries something else
     * or notifies the listener.
     */
    void onFailure(Attempt attempt, ProviderFailure failure);
  }

  void open(ModelRequest request) {
    measurements.recordOpened(request.isUnstreamed());
    charactersLeft =
        request.passthrough() == null
            ? Math.max(MIN_CHARACTER_LIMIT, (long) request.maxTokens() * MAX_CHARACTERS_PER_TOKEN)
            : Long.MAX_VALUE; // Its bytes are limited, and none of it is kept.
    armDeadline();
    ModelProvider provider = candidate.model().provider();
    tracker = provider.track(request);
    call = provider.open(tracker.request(), this);
  }

  Candidate candidate() {
    return candidate;
  }

  /** Returns whether the model has begun to think or to answer. */
  boolean hasToken() {
    return hasToken;
  }

  /** Returns whether readers have seen a piece of the answer: text or a tool call. */
  boolean hasOutput() {
    return passthrough.isActive() ? passthrough.isReleased() : hasText() || activity.hasToolCall();
  }

  private boolean hasText() {
    return firstTextNanos >= 0;
  }

  /** Classifies the silence that lasts at the moment. */
  Silence silence() {
    Silence known = activity.silence(loop.nanoTime(), lastProgressNanos);
    if (known != null) {
      return known;
    }
    return hasToken
        ? Silence.ordinary(SilenceKind.PAUSED, lastProgressNanos, null)
        : Silence.ordinary(SilenceKind.QUEUED, openedNanos, candidate.typicalFirstText());
  }

  /** Closes the call because another won or the answer is no longer needed. */
  void cancel() {
    if (end()) {
      long now = loop.nanoTime();
      measurements.recordCancelled(now);
      silence.onClosed(now);
      close();
    }
  }

  @Override
  public void onText(String text) {
    if (ended) {
      return;
    }
    lastTextNanos = loop.nanoTime();
    lastProgressNanos = lastTextNanos;
    activity.onText(lastTextNanos);
    if (!hasText()) {
      firstTextNanos = lastTextNanos;
      if (!hasToken) {
        recordFirstToken(lastTextNanos);
      }
      measurements.recordFirstText(firstTextNanos);
      armDeadline(); // The idle timeout may be due earlier than the timeout before.
    }
    if (passthrough.isActive()) {
      return;
    }
    listener.onText(text);
    charactersLeft -= text.length();
    if (charactersLeft <= 0) {
      truncate();
    }
  }

  /** Ends an answer that is longer than its limit of tokens can be, as if the model had. */
  private void truncate() {
    close();
    onEnd(FinishReason.LENGTH, Usage.NONE);
  }

  @Override
  public void onActivity(ModelActivity reported) {
    if (ended) {
      return;
    }
    long now = loop.nanoTime();
    if (!hasToken && !(reported instanceof ModelActivity.Declined)) {
      recordFirstToken(now);
    }
    lastProgressNanos = now;
    if (activity.onActivity(reported, now)) {
      armDeadline();
    }
    if (!passthrough.isActive()) {
      listener.onActivity(reported);
    }
  }

  @Override
  public void onPassthrough(PassthroughPart part) {
    if (ended) {
      return;
    }
    boolean isAnswer = part.kind() == Kind.ANSWER || part.kind() == Kind.DOCUMENT;
    if (isAnswer) {
      lastProgressNanos = loop.nanoTime();
      if (!hasToken) {
        recordFirstToken(lastProgressNanos); // Of a kind that is not known here.
        armDeadline();
      }
    }
    passthrough.onPart(part);
    if (isAnswer) {
      passthrough.release();
    } else if (passthrough.isHoldingTooMuch()) {
      close();
      onFailure(new ProviderFailure.Malformed("the head of the answer is too large"));
    }
  }

  @Override
  public void onRefusal(int status, byte[] body) {
    if (!ended) {
      listener.onRefusal(status, body);
    }
  }

  private void recordFirstToken(long now) {
    hasToken = true;
    measurements.recordFirstToken(now);
    if (tracker != null) {
      tracker.onFirstToken();
    }
    owner.onFirstToken(this);
  }

  @Override
  public void onCacheReport(CacheReport report) {
    if (tracker != null) {
      tracker.onCacheReport(report);
    }
  }

  @Override
  public void onRateLimit(RateLimit limit) {
    candidate.status().throttle().recordLimit(limit);
  }

  @Override
  public void onReadComplete() {
    if (!ended) {
      if (silence.isThinking() && silence.onRead(loop.nanoTime())) {
        armDeadline();
      }
      listener.onReadComplete();
    }
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    if (!end()) {
      return;
    }
    silence.onContinued();
    Usage recorded = tracker == null ? usage : tracker.onUsage(usage);
    boolean isDeclined = reason == FinishReason.REFUSAL;
    if (passthrough.isActive()
        || hasOutput()
        || (mayBeEmpty && !isDeclined)
        || reason == FinishReason.PAUSE) {
      if (passthrough.isActive() && !hasToken) {
        recordFirstToken(loop.nanoTime()); // It is the answer, though it says nothing.
      }
      passthrough.release();
      recordThroughput(recorded);
      owner.onAnswered(this);
      if (tracker != null) {
        tracker.cacheMiss().ifPresent(listener::onCacheMiss);
      }
      listener.onEnd(reason, recorded);
    } else {
      if (isDeclined) {
        owner.onDeclined(new DeclinedCall(candidate.name(), activity.refusalCategory(), recorded));
      }
      fail(new ProviderFailure.Empty(isDeclined));
    }
  }

  private void recordThroughput(Usage usage) {
    if (activity.isTextCounted(usage)) {
      measurements.recordThroughput(usage, lastTextNanos - firstTextNanos);
    }
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    if (end()) {
      fail(failure);
    }
  }

  private void fail(ProviderFailure failure) {
    measurements.recordFailure(failure);
    owner.onFailure(this, failure);
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
   * Progress mostly updates only a timestamp. The timer checks it when it fires, and re-arms for
   * the remaining time.
   */
  private void armDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
    Duration remaining = Duration.ofNanos(Math.max(0, remainingNanos()));
    deadline = loop.schedule(remaining, this::checkDeadline);
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
    long now = loop.nanoTime();
    ProviderFailure failure = timeouts.failure(hasToken, lastProgressNanos, now);
    measurements.recordTimeout(now, failure);
    silence.onClosed(now);
    owner.onFailure(this, failure);
  }

  private long remainingNanos() {
    return timeouts.remainingNanos(hasToken, lastProgressNanos, loop.nanoTime());
  }
}
