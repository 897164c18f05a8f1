package dev.firstword.adapters.sql;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.key.ApiKey;
import dev.firstword.core.identity.key.ApiKeyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** API keys in a database. */
final class SqlApiKeyStore implements ApiKeyStore {

  private final Database database;

  SqlApiKeyStore(Database database) {
    this.database = database;
  }

  @Override
  public boolean add(ApiKey key) {
    return database.commit(handle ->
        handle.execute(
                "INSERT INTO api_keys (id, secret_digest, tenant, owner, role, name, created_at,"
                    + " expires_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (id) DO NOTHING",
                key.id(),
                key.secretDigest(),
                key.owner().tenant(),
                key.owner().user(),
                key.role().wireName(),
                key.name(),
                key.createdAtMs(),
                key.expiresAtMs(),
                key.revokedAtMs())
            == 1);
  }

  @Override
  public Optional<ApiKey> find(String id) {
    return database.read(handle ->
        handle
            .select("SELECT * FROM api_keys WHERE id = ?", id)
            .map((row, _) -> key(row))
            .findFirst());
  }

  @Override
  public List<ApiKey> list() {
    return database.read(handle ->
        handle
            .select("SELECT * FROM api_keys ORDER BY created_at, id")
            .map((row, _) -> key(row))
            .list());
  }

  @Override
  public boolean revoke(String id, long atMs) {
    return database.commit(handle ->
        handle.execute(
                "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?", atMs, id)
            == 1);
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    String role = row.getString("role");
    return new ApiKey(
        row.getString("id"),
        row.getString("secret_digest"),
        new Caller(row.getString("tenant"), row.getString("owner")),
        Role.ofWireName(role)
            .orElseThrow(() -> new IllegalStateException("a key has the unknown role " + role)),
        row.getString("name"),
        row.getLong("created_at"),
        milliseconds(row, "expires_at"),
        milliseconds(row, "revoked_at"));
  }

  private static @Nullable Long milliseconds(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
