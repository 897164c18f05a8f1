package dev.firstword.identity.key;

import java.util.List;
import java.util.Optional;

/** Where API keys are kept. All methods block, and throw when the store can't be reached. */
public interface ApiKeyStore {

  /**
   * Keeps a new key, durable when this returns.
   *
   * @return false, and nothing is kept, when there is a key with that id
   */
  boolean add(ApiKey key);

  /** The key of that id, also when it is not taken any more. */
  Optional<ApiKey> find(String id);

  /** All keys, the oldest first. */
  List<ApiKey> list();

  /**
   * Takes a key back, for good. One that was revoked before stays revoked as of then.
   *
   * @param atMs epoch milliseconds
   * @return false when there is no such key
   */
  boolean revoke(String id, long atMs);
}
