package dev.firstword.core.provider;

import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.relay.event.Usage;
import java.util.Optional;

/** Amends the request of one call and learns from its response. Called on the call's event loop. */
public interface CallTracker {

  /** Returns the request to send. */
  ModelRequest request();

  /** Called once, when the first piece of the answer has arrived. */
  default void onFirstToken() {}

  /** Called when the provider has said something about its cache; the last one counts. */
  default void onCacheReport(CacheReport report) {}

  /**
   * Returns what the call missed in the cache although it was cached before; asked after the usage.
   */
  default Optional<CacheMiss> cacheMiss() {
    return Optional.empty();
  }

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
