package dev.firstword.answer;

import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile.Patience;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices when a person has waited longer than the profile's patience: once for the first word, and
 * once for each silence in the middle of the text. Confined to the turn's loop.
 */
public final class SlowNotice {

  private final Patience patience;
  private final EventLoop loop;
  private final Listener listener;
  private long sinceNanos;
  private boolean textCame;
  private boolean told;
  private EventLoop.@Nullable Timer timer;

  /**
   * Made, and not watching yet.
   *
   * @param receivedNanos when the wait began
   */
  public SlowNotice(Patience patience, long receivedNanos, EventLoop loop, Listener listener) {
    this.patience = patience;
    this.sinceNanos = receivedNanos;
    this.loop = loop;
    this.listener = listener;
  }

  /** Begins to watch. */
  public void begin() {
    arm();
  }

  /** Hears that it is slow, on the loop. */
  public interface Listener {
    /** Nothing came for {@code waitedMs} milliseconds; {@code message} says so to a person. */
    void onSlow(String message, long waitedMs);
  }

  /** Text came: the wait begins anew. */
  public void textCame() {
    boolean first = !textCame;
    textCame = true;
    sinceNanos = loop.nanoTime();
    if (first || told) {
      told = false;
      arm();
    }
  }

  /** Stops watching. */
  public void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void arm() {
    stop();
    timer = loop.schedule(Duration.ofNanos(Math.max(0, leftNanos())), this::check);
  }

  private void check() {
    if (leftNanos() > 0) {
      arm();
      return;
    }
    told = true;
    listener.onSlow(
        textCame
            ? "The answer has paused. It goes on as soon as more text comes."
            : "This is taking longer than usual. You can keep waiting or stop.",
        TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - sinceNanos));
  }

  private long leftNanos() {
    Duration allowed = textCame ? patience.midAnswer() : patience.firstWord();
    return sinceNanos + allowed.toNanos() - loop.nanoTime();
  }
}
