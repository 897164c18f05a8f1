package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.required;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import dev.firstword.app.config.StorageSettings.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads where data is stored and how nodes are connected. */
final class StorageSettingsReader {

  /** The connection between the nodes of a cluster. */
  private enum Cluster {
    NONE,
    REDIS
  }

  static final SettingsSection SECTION = new SettingsSection("Storage and cluster", "");

  private static final StorageSettings DEFAULTS = StorageSettings.DEFAULTS;

  private static final Setting<Kind> STORAGE =
      SECTION.declare(
          "storage",
          SettingType.choice(Kind.class),
          value(DEFAULTS.kind()),
          "`sqlite` (one node), `postgresql` (several nodes) or `memory` (nothing is kept).");
  private static final Setting<String> DATA =
      SECTION.declare(
          "data",
          SettingType.TEXT,
          value(Settings.DEFAULTS.data().toString()),
          "Directory of the SQLite database.");
  private static final Setting<String> POSTGRESQL_URL =
      SECTION.declare(
          "postgresql.url",
          SettingType.NAME,
          required(),
          "JDBC URL, starting with `jdbc:postgresql:`.");
  private static final Setting<String> POSTGRESQL_USER =
      SECTION.declare("postgresql.user", SettingType.TEXT, none(), "Database user.");
  private static final SecretSetting POSTGRESQL_PASSWORD =
      SECTION.declareSecret(
          "postgresql.password",
          "Database password.",
          "Environment variable that holds the password.");
  private static final Setting<Integer> POSTGRESQL_POOL_SIZE =
      SECTION.declare(
          "postgresql.pool_size",
          SettingType.integer(2, 200),
          value(10),
          "Database connections per node, 2 to 200.");
  private static final Setting<Cluster> CLUSTER =
      SECTION.declare(
          "cluster",
          SettingType.choice(Cluster.class),
          value(Cluster.NONE),
          "`redis` connects the nodes; needs `storage: postgresql`.");
  private static final Setting<String> REDIS_URL =
      SECTION.declare(
          "redis.url",
          SettingType.NAME,
          required(),
          "Redis URL, starting with `redis://`, or with `rediss://` for TLS.");
  private static final Setting<Duration> IDEMPOTENCY_KEYS =
      SECTION.declare(
          "retention.idempotency_keys",
          SettingType.DURATION,
          value(DEFAULTS.idempotencyKeyRetention()),
          "How long an `Idempotency-Key` is remembered.");
  private final Map<String, String> environment;

  StorageSettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  static Path data(SettingsNode root) {
    return Path.of(DATA.read(root));
  }

  StorageSettings read(SettingsNode root) {
    Kind kind = STORAGE.read(root);
    return new StorageSettings(
        kind,
        kind == Kind.POSTGRESQL ? postgresql(root) : null,
        redisUrl(root, kind),
        IDEMPOTENCY_KEYS.read(root),
        RetentionSettingsReader.read(root));
  }

  private ConnectionSettings postgresql(SettingsNode root) {
    String url = POSTGRESQL_URL.read(root);
    if (!url.startsWith("jdbc:postgresql:")) {
      throw POSTGRESQL_URL.at(root).invalid("must begin with jdbc:postgresql:");
    }
    return new ConnectionSettings(
        url,
        POSTGRESQL_USER.readOrNull(root),
        POSTGRESQL_PASSWORD.read(root, environment),
        POSTGRESQL_POOL_SIZE.read(root));
  }

  private static @Nullable String redisUrl(SettingsNode root, Kind kind) {
    if (CLUSTER.read(root) == Cluster.NONE) {
      return null;
    }
    if (kind != Kind.POSTGRESQL) {
      throw CLUSTER.at(root).invalid("needs storage: postgresql, which is what nodes can share");
    }
    String url = REDIS_URL.read(root);
    if (!url.matches("rediss?://.+")) {
      throw REDIS_URL.at(root).invalid("must begin with redis:// or rediss:// and name a host");
    }
    return url;
  }
}
