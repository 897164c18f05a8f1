package dev.firstword.adapters.dialect;

import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;

/** Forwards a call's events to its listener until the call has ended or was cancelled. */
public final class ListenerGate {

  private final ModelCallListener listener;
  private boolean isOpen = true;
  private boolean isCompleted;

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

  /** Forwards a piece of the answer unless it is empty. */
  public void emitText(String text) {
    if (isOpen && !text.isEmpty()) {
      listener.onText(text);
    }
  }

  public void emitReadComplete() {
    if (isOpen) {
      listener.onReadComplete();
    }
  }

  /** Ends the call normally. */
  public void complete(FinishReason reason, Usage usage) {
    if (isOpen) {
      isOpen = false;
      isCompleted = true;
      listener.onEnd(reason, usage);
    }
  }

  /** Ends the call with a failure. */
  public void fail(ProviderFailure failure) {
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
