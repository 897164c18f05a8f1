package dev.firstword.core.provider;

import dev.firstword.relay.event.Usage;

/** Amends the request of one call and learns from its response. Called on the call's event loop. */
public interface CallTracker {

  /** Returns the request to send. */
  ModelRequest request();

  /** Called once, when the first piece of the answer has arrived. */
  default void onFirstToken() {}

  /**
   * Called once, when the answer is complete.
   *
   * @param usage the usage that the provider reported
   * @return the usage to report further
   */
  default Usage onUsage(Usage usage) {
    return usage;
  }
}
