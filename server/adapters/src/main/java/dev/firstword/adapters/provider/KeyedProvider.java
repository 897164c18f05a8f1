package dev.firstword.adapters.provider;

import dev.firstword.core.provider.ModelProvider;

/** A provider whose key can be replaced while it is used. */
public interface KeyedProvider extends ModelProvider {

  /**
   * Sends another key with each call from now on. Calls that have begun are not affected. Callable
   * from any thread.
   *
   * @throws IllegalArgumentException if the key is not valid in a header; the message does not
   *     repeat it
   */
  void replaceKey(String key);
}
