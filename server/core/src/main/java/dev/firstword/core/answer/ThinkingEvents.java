package dev.firstword.core.answer;

import dev.firstword.core.profile.AnswerPolicy.ThinkingDisplay;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.event.TurnEvent.ThinkingState;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a model's thoughts are about to the log of a turn, as far as the profile shows it.
 * Confined to the turn's loop.
 */
public final class ThinkingEvents {

  /** Faster changes could not be read. */
  private static final long MIN_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  /** A thought that never ends must not fill the log. About 60,000 tokens. */
  private static final int MAX_SHOWN_CHARACTERS = 256 * 1024;

  private final ThinkingDisplay display;
  private final EventLoop loop;
  private final TurnLog log;
  private @Nullable HeadlineExtractor headlines;
  private @Nullable String headline;
  private boolean isHeadlineNew;
  private boolean isToldSlow;
  private boolean canAnswerNow;
  private long startedNanos;
  private long toldNanos;
  private long tokens;
  private long toldTokens;
  private int shownCharacters;

  public ThinkingEvents(ThinkingDisplay display, EventLoop loop, TurnLog log) {
    this.display = display;
    this.loop = loop;
    this.log = log;
  }

  /** Whether a thought has started and not finished. */
  public boolean isThinking() {
    return headlines != null;
  }

  /**
   * Writes the start of a thought.
   *
   * @param isClosable whether it can be closed so that the answer starts
   */
  public void start(boolean isClosable) {
    canAnswerNow = isClosable;
    headlines = new HeadlineExtractor();
    headline = null;
    isHeadlineNew = false;
    isToldSlow = false;
    startedNanos = loop.nanoTime();
    toldNanos = startedNanos;
    tokens = 0;
    toldTokens = 0;
    write(ThinkingState.STARTED);
  }

  /**
   * Writes what a piece of the current thought shows readers, if anything.
   *
   * @return whether it wrote an event
   */
  public boolean onProgress(ModelActivity activity) {
    HeadlineExtractor extractor = headlines;
    if (extractor == null) {
      return false;
    }
    boolean wrote = false;
    switch (activity) {
      case ModelActivity.ThinkingText(String text) -> {
        wrote = show(text);
        String next = display == ThinkingDisplay.NONE ? null : extractor.append(text);
        if (next != null && !next.equals(headline)) {
          headline = next;
          isHeadlineNew = true;
        }
      }
      case ModelActivity.ThinkingTokens(long more) -> tokens += more;
      case ModelActivity.ThinkingStarted _,
          ModelActivity.ThinkingFinished _,
          ModelActivity.ThoughtCompleted _,
          ModelActivity.ToolCallStarted _,
          ModelActivity.ToolArguments _,
          ModelActivity.ToolCallReady _,
          ModelActivity.ProviderToolCall _,
          ModelActivity.ProviderBlockCompleted _,
          ModelActivity.Cited _,
          ModelActivity.TextBlockEnded _,
          ModelActivity.FinalAnswerStarted _,
          ModelActivity.CommentaryText _,
          ModelActivity.CommentaryCompleted _,
          ModelActivity.Declined _ -> {}
    }
    long now = loop.nanoTime();
    boolean isFirstHeadline = isHeadlineNew && toldNanos == startedNanos;
    boolean hasNews = isHeadlineNew || tokens > toldTokens || isToldSlow;
    if (hasNews && (isFirstHeadline || now - toldNanos >= MIN_INTERVAL_NANOS)) {
      write(ThinkingState.PROGRESS);
      wrote = true;
    }
    return wrote;
  }

  private boolean show(String text) {
    if (display != ThinkingDisplay.FULL || shownCharacters >= MAX_SHOWN_CHARACTERS) {
      return false;
    }
    shownCharacters += text.length();
    log.append(new TurnEvent.ThinkingText(text));
    return true;
  }

  /** The thought was reported as slow, so its progress will be reported too. */
  public void onSlow() {
    isToldSlow = true;
  }

  /** Writes the end of the current thought, if there is one. */
  public void finish() {
    if (isThinking()) {
      write(ThinkingState.FINISHED);
      headlines = null;
    }
  }

  private void write(ThinkingState state) {
    long now = loop.nanoTime();
    log.append(
        new TurnEvent.Thinking(
            state,
            TimeUnit.NANOSECONDS.toMillis(now - startedNanos),
            headline,
            tokens == 0 ? null : tokens,
            state == ThinkingState.STARTED && canAnswerNow));
    if (state == ThinkingState.PROGRESS) {
      toldNanos = now;
      toldTokens = tokens;
      isHeadlineNew = false;
      isToldSlow = false;
    }
  }
}
