package dev.firstword.core.identity.key;

import java.util.List;
import java.util.Optional;

/** Stores API keys. All methods block, and throw if the store is unavailable. */
public interface ApiKeyStore {

  /**
   * Adds a new key, durably.
   *
   * @return false if a key with this id exists; then nothing is stored
   */
  boolean add(ApiKey key);

  /** Returns the key with an id, even if it is expired or revoked. */
  Optional<ApiKey> find(String id);

  /** Returns all keys, oldest first. */
  List<ApiKey> list();

  /**
   * Revokes a key permanently. A key that is already revoked keeps its revocation time.
   *
   * @param atMs epoch milliseconds
   * @return false if there is no such key
   */
  boolean revoke(String id, long atMs);
}
