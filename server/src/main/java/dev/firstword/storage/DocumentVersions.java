package dev.firstword.storage;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ConcurrentMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The version of each tenant's documents. It is asked for on every turn, so it is kept in memory
 * where nobody else changes it.
 */
final class DocumentVersions {

  private static final int MOST_TENANTS_KNOWN = 10_000;

  private final Database database;
  private final @Nullable ConcurrentMap<String, Long> known;

  DocumentVersions(Database database) {
    this.database = database;
    known =
        switch (database.dialect()) {
          case SQLITE ->
              Caffeine.newBuilder().maximumSize(MOST_TENANTS_KNOWN).<String, Long>build().asMap();
          case POSTGRESQL -> null; // Other nodes do.
        };
  }

  /** A tenant's documents have that version, once the transaction is committed. */
  record Changed(String tenant, long version) {}

  /**
   * Gives a document a version of its own. The row of the version lets one change after another
   * through, so that none is passed over.
   *
   * @return to be told to {@link #know} once it is committed
   */
  Changed change(Handle handle, String documentId) {
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
    return new Changed(tenant, version);
  }

  /** Versions only grow: of two that are told, the larger one is the newer. */
  void know(@Nullable Changed changed) {
    if (changed != null && known != null) {
      known.merge(changed.tenant, changed.version, Math::max);
    }
  }

  /** The version now; 0 for a tenant without. */
  long of(String tenant) {
    Long version = known == null ? null : known.get(tenant);
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
    know(new Changed(tenant, read));
    return read;
  }
}
