package dev.firstword.adapters.dialect;

import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelActivity.ThinkingFinished;
import dev.firstword.core.provider.ModelActivity.ThinkingStarted;
import dev.firstword.core.provider.ModelActivity.ThinkingText;
import dev.firstword.core.provider.ModelActivity.ThinkingTokens;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;

/**
 * Forwards a call's events to its listener until the call has ended or was cancelled. Every thought
 * that is started is finished once, before any text or the end of the call, whatever the provider
 * omits.
 */
public final class ListenerGate {

  private final ModelCallListener listener;
  private boolean isOpen = true;
  private boolean isCompleted;
  private boolean isThinking;

  public ListenerGate(ModelCallListener listener) {
    this.listener = listener;
  }

  /** Returns whether events still reach the listener. */
  public boolean isOpen() {
    return isOpen;
  }

  /** Returns whether the answer ended normally. */
  public boolean isCompleted() {
    return isCompleted;
  }

  /** Forwards a piece of the answer unless it is empty. Finishes an open thought. */
  public void emitText(String text) {
    if (text.isEmpty()) {
      return;
    }
    if (isThinking) {
      finishThinking();
    }
    if (isOpen) {
      listener.onText(text);
    }
  }

  /** Starts a thought unless one is open. */
  public void startThinking() {
    if (!isThinking) {
      isThinking = true;
      emitActivity(new ThinkingStarted());
    }
  }

  /** Forwards a piece of a thought unless it is empty. Starts a thought unless one is open. */
  public void emitThinkingText(String text) {
    if (!text.isEmpty()) {
      startThinking();
      emitActivity(new ThinkingText(text));
    }
  }

  /**
   * Forwards a number of hidden tokens if it is positive. Starts a thought unless one is open.
   *
   * @param tokens how many since the previous count
   */
  public void emitThinkingTokens(long tokens) {
    if (tokens > 0) {
      startThinking();
      emitActivity(new ThinkingTokens(tokens));
    }
  }

  /** Finishes the open thought, if any. */
  public void finishThinking() {
    if (isThinking) {
      isThinking = false;
      emitActivity(new ThinkingFinished());
    }
  }

  /** Forwards progress that is not part of a thought. */
  public void emitActivity(ModelActivity activity) {
    if (isOpen) {
      listener.onActivity(activity);
    }
  }

  public void emitReadComplete() {
    if (isOpen) {
      listener.onReadComplete();
    }
  }

  /** Ends the call normally. */
  public void complete(FinishReason reason, Usage usage) {
    finishThinking();
    if (isOpen) {
      isOpen = false;
      isCompleted = true;
      listener.onEnd(reason, usage);
    }
  }

  /** Ends the call with a failure. */
  public void fail(ProviderFailure failure) {
    finishThinking();
    if (isOpen) {
      isOpen = false;
      listener.onFailure(failure);
    }
  }

  /** Ends the call without notifying the listener. */
  public void close() {
    isOpen = false;
  }
}
