package dev.firstword.core.provider;

/** A model call in progress. */
public interface ModelCall {

  /**
   * Closes the upstream call immediately in any state, even while connecting. The listener is not
   * called again. Must be called on the event loop that opened the call; does nothing once the call
   * has ended.
   */
  void cancel();
}
