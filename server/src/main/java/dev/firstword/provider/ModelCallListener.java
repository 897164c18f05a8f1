package dev.firstword.provider;

import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;

/** Hears what a model call brings, on the loop that opened it, in order. */
public interface ModelCallListener {

  /** A piece of the answer; never empty. */
  void onText(String text);

  /**
   * All that one read from the network brought has been told. Whoever passes text on flushes here,
   * once a read rather than once a token. An ending is not announced by this: it flushes as well.
   */
  void onReadComplete();

  /** The answer is complete. Nothing follows. */
  void onEnd(FinishReason reason, Usage usage);

  /** The call failed. Nothing follows; text told before stays true. */
  void onFailure(ProviderFailure failure);
}
