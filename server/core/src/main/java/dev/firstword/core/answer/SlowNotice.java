package dev.firstword.core.answer;

import dev.firstword.core.profile.Profile.NoticeAfter;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.routing.Silence;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.Slow;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notifies a listener when a user has waited long: once for the first token and once for each pause
 * within the text, by the profile's thresholds. During a thought, it notifies whenever the wait
 * becomes more unusual for this model. Confined to the turn's loop.
 */
public final class SlowNotice {

  /** Estimates may change between the moment that a change is expected and the check. */
  private static final long MIN_CHECK_NANOS = Duration.ofMillis(50).toNanos();

  private final NoticeAfter noticeAfter;
  private final EventLoop loop;
  private final Listener listener;
  private long waitingSinceNanos;
  private boolean hasToken;
  private boolean notified;
  private boolean isThinking;
  private boolean isRunningTools;
  private @Nullable SilenceKind notifiedKind;
  private int notifiedStage;
  private @Nullable RoutedCall call;
  private EventLoop.@Nullable Timer timer;

  /**
   * Creates an inactive notice.
   *
   * @param receivedNanos when the wait started
   */
  public SlowNotice(
      NoticeAfter noticeAfter, long receivedNanos, EventLoop loop, Listener listener) {
    this.noticeAfter = noticeAfter;
    this.waitingSinceNanos = receivedNanos;
    this.loop = loop;
    this.listener = listener;
  }

  /** Starts watching. */
  public void start() {
    schedule(remainingNanos());
  }

  /** Sets the call whose silences are classified. */
  public void onModelCalled(RoutedCall newCall) {
    call = newCall;
  }

  /** Receives slow notices, on the loop. */
  public interface Listener {
    /** Called when no text has arrived for a while; the message tells the user. */
    void onSlow(Slow notice);
  }

  /** Called when text arrives, which restarts the wait. */
  public void onText() {
    boolean restart = !hasToken || notified || isThinking;
    hasToken = true;
    isThinking = false;
    waitingSinceNanos = loop.nanoTime();
    if (restart) {
      notified = false;
      schedule(remainingNanos());
    }
  }

  /** Called when a thought starts. */
  public void onThinkingStarted() {
    hasToken = true;
    isThinking = true;
    notifiedKind = null;
    notifiedStage = 0;
    schedule(0);
  }

  /** Called when a thought makes progress, which may end an unusual silence. */
  public void onThinkingProgress() {
    if (notifiedKind == SilenceKind.NO_PROGRESS || notifiedKind == SilenceKind.DEAD) {
      notifiedKind = SilenceKind.THINKING;
      schedule(0);
    }
  }

  /** Called when a thought has ended without text so far. */
  public void onThinkingFinished() {
    isThinking = false;
    restart();
  }

  /** Called when tools start to run. */
  public void onToolsStarted() {
    hasToken = true;
    isThinking = false;
    isRunningTools = true;
    restart();
  }

  /** Called when all tools have ended and a model is called with their results. */
  public void onToolsFinished() {
    isRunningTools = false;
    hasToken = false;
    restart();
  }

  /** Called when the model call waits because its provider has too many others. */
  public void onRateLimitWait() {
    stop();
    notifyOfWait();
  }

  private void restart() {
    notified = false;
    waitingSinceNanos = loop.nanoTime();
    schedule(remainingNanos());
  }

  /** Stops watching. */
  public void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void schedule(long afterNanos) {
    stop();
    timer = loop.schedule(Duration.ofNanos(Math.max(0, afterNanos)), this::check);
  }

  private void check() {
    if (isThinking && call != null) {
      checkThought(call.silence());
    } else if (remainingNanos() > 0) {
      schedule(remainingNanos());
    } else {
      notifyOfWait();
    }
  }

  private void notifyOfWait() {
    notified = true;
    Silence silence = call == null || isRunningTools ? null : call.silence();
    SilenceKind kind = kind(silence);
    listener.onSlow(
        new Slow(
            SilenceMessages.waiting(kind),
            elapsedMs(waitingSinceNanos),
            kind,
            silence == null || silence.kind() != kind ? null : silence.typical()));
  }

  private SilenceKind kind(@Nullable Silence silence) {
    if (isRunningTools) {
      return SilenceKind.RUNNING_TOOL;
    }
    if (silence != null
        && (silence.kind() == SilenceKind.WRITING_TOOL_INPUT
            || silence.kind() == SilenceKind.RATE_LIMITED)) {
      return silence.kind();
    }
    return hasToken ? SilenceKind.PAUSED : SilenceKind.QUEUED;
  }

  private void checkThought(Silence silence) {
    boolean isNews =
        silence.kind() != notifiedKind
            || (silence.stage() > notifiedStage && silence.typical() != null);
    if (silence.stage() > 0 && isNews) {
      notifiedKind = silence.kind();
      notifiedStage = silence.stage();
      long waitedMs = elapsedMs(silence.sinceNanos());
      listener.onSlow(
          new Slow(
              SilenceMessages.thinking(silence, waitedMs),
              waitedMs,
              silence.kind(),
              silence.typical()));
    }
    if (silence.nextChangeNanos() != Long.MAX_VALUE) {
      schedule(Math.max(MIN_CHECK_NANOS, silence.nextChangeNanos() - loop.nanoTime()));
    }
  }

  private long elapsedMs(long sinceNanos) {
    return TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - sinceNanos);
  }

  private long remainingNanos() {
    Duration allowed =
        hasToken && !isRunningTools ? noticeAfter.midAnswer() : noticeAfter.firstToken();
    return waitingSinceNanos + allowed.toNanos() - loop.nanoTime();
  }
}
