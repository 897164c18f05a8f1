package dev.firstword.provider.dialect;

import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ProviderFailure;

/** Lets a call's news through to its listener until the call has ended or was cancelled. */
public final class ListenerGate {

  private final ModelCallListener listener;
  private boolean open = true;
  private boolean endedWell;

  public ListenerGate(ModelCallListener listener) {
    this.listener = listener;
  }

  /** Whether the listener still hears what is told. */
  public boolean isOpen() {
    return open;
  }

  /** Whether the listener has heard the answer to its end. */
  public boolean endedWell() {
    return endedWell;
  }

  /** Tells a piece of the answer, unless it is empty. */
  public void text(String text) {
    if (open && !text.isEmpty()) {
      listener.onText(text);
    }
  }

  public void readComplete() {
    if (open) {
      listener.onReadComplete();
    }
  }

  /** The call ends well. */
  public void end(FinishReason reason, Usage usage) {
    if (open) {
      open = false;
      endedWell = true;
      listener.onEnd(reason, usage);
    }
  }

  /** The call ends badly. */
  public void fail(ProviderFailure failure) {
    if (open) {
      open = false;
      listener.onFailure(failure);
    }
  }

  /** The call ends without a word. */
  public void close() {
    open = false;
  }
}
