package dev.firstword.core.answer;

import dev.firstword.core.profile.Profile.NoticeAfter;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notifies a listener when a user has waited longer than the profile allows: once for the first
 * token, and once for each pause within the text. Confined to the turn's loop.
 */
public final class SlowNotice {

  private final NoticeAfter noticeAfter;
  private final EventLoop loop;
  private final Listener listener;
  private long waitingSinceNanos;
  private boolean hasText;
  private boolean notified;
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
    schedule();
  }

  /** Receives slow notices, on the loop. */
  public interface Listener {
    /**
     * Called when no text has arrived for {@code waitedMs} milliseconds; {@code message} tells the
     * user.
     */
    void onSlow(String message, long waitedMs);
  }

  /** Called when text arrives, which restarts the wait. */
  public void onText() {
    boolean first = !hasText;
    hasText = true;
    waitingSinceNanos = loop.nanoTime();
    if (first || notified) {
      notified = false;
      schedule();
    }
  }

  /** Stops watching. */
  public void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void schedule() {
    stop();
    timer = loop.schedule(Duration.ofNanos(Math.max(0, remainingNanos())), this::check);
  }

  private void check() {
    if (remainingNanos() > 0) {
      schedule();
      return;
    }
    notified = true;
    listener.onSlow(
        hasText
            ? "The answer has paused. It continues as soon as more text arrives."
            : "This is taking longer than usual. You can keep waiting or stop.",
        TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - waitingSinceNanos));
  }

  private long remainingNanos() {
    Duration allowed = hasText ? noticeAfter.midAnswer() : noticeAfter.firstToken();
    return waitingSinceNanos + allowed.toNanos() - loop.nanoTime();
  }
}
