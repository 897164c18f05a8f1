package dev.firstword.core.identity.key;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores API keys in memory; counts calls of {@link #find}. */
public final class InMemoryApiKeyStore implements ApiKeyStore {

  private final Map<String, ApiKey> keys = new LinkedHashMap<>();
  private int findCount;

  public int findCount() {
    return findCount;
  }

  @Override
  public boolean add(ApiKey key) {
    return keys.putIfAbsent(key.id(), key) == null;
  }

  @Override
  public Optional<ApiKey> find(String id) {
    findCount++;
    return Optional.ofNullable(keys.get(id));
  }

  @Override
  public List<ApiKey> list() {
    return new ArrayList<>(keys.values());
  }

  @Override
  public boolean revoke(String id, long atMs) {
    return keys.computeIfPresent(
            id,
            (_, key) ->
                new ApiKey(
                    id,
                    key.secretDigest(),
                    key.owner(),
                    key.role(),
                    key.name(),
                    key.createdAtMs(),
                    key.expiresAtMs(),
                    key.revokedAtMs() == null ? Long.valueOf(atMs) : key.revokedAtMs()))
        != null;
  }
}
