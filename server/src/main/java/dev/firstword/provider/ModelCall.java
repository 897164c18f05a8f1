package dev.firstword.provider;

/** A call to a model that is under way. */
public interface ModelCall {

  /**
   * Closes the upstream exchange at once, whatever it is doing, connecting included. The listener
   * hears nothing more. Called on the loop that opened the call; does nothing on an ended call.
   */
  void cancel();
}
