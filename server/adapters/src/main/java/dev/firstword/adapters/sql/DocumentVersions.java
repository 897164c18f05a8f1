package dev.firstword.adapters.sql;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ConcurrentMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the version of each tenant's documents. Every turn reads it, so it is cached in memory if
 * this node is the only writer.
 */
final class DocumentVersions {

  private static final int MAX_CACHED_TENANTS = 10_000;

  private final Database database;
  private final @Nullable ConcurrentMap<String, Long> cache;

  DocumentVersions(Database database) {
    this.database = database;
    cache =
        switch (database.dialect()) {
          case SQLITE ->
              Caffeine.newBuilder().maximumSize(MAX_CACHED_TENANTS).<String, Long>build().asMap();
          case POSTGRESQL -> null; // Other nodes may change it.
        };
  }

  /** A tenant's version, valid once its transaction is committed. */
  record TenantVersion(String tenant, long version) {}

  /**
   * Assigns the tenant's next version to a document. The lock on the tenant's version row
   * serializes changes, so that readers of changes skip none.
   *
   * @return the new version, to be passed to {@link #updateCache} after the commit
   */
  TenantVersion increment(Handle handle, String documentId) {
    String tenant =
        handle
            .select("SELECT tenant FROM documents WHERE id = ?", documentId)
            .mapTo(String.class)
            .one();
    long version =
        handle
            .createQuery(
                "INSERT INTO document_versions (tenant, version) VALUES (:tenant, 1)"
                    + " ON CONFLICT (tenant) DO UPDATE"
                    + " SET version = document_versions.version + 1 RETURNING version")
            .bind("tenant", tenant)
            .mapTo(Long.class)
            .one();
    handle.execute("UPDATE documents SET version = ? WHERE id = ?", version, documentId);
    return new TenantVersion(tenant, version);
  }

  /** Updates the cache. Versions only increase, so the larger of two is the newer one. */
  void updateCache(@Nullable TenantVersion update) {
    if (update != null && cache != null) {
      cache.merge(update.tenant, update.version, Math::max);
    }
  }

  /** The current version; 0 for a tenant without documents. */
  long current(String tenant) {
    Long version = cache == null ? null : cache.get(tenant);
    if (version != null) {
      return version;
    }
    long read =
        database.read(handle ->
            handle
                .select("SELECT version FROM document_versions WHERE tenant = ?", tenant)
                .mapTo(Long.class)
                .findFirst()
                .orElse(0L));
    updateCache(new TenantVersion(tenant, read));
    return read;
  }
}
