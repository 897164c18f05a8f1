package dev.firstword.system;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.redis.RedisTestServer;
import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import dev.firstword.adapters.sql.PostgresqlTestServer;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.StorageSettings;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorStats.Counters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two servers sharing one PostgreSQL and one Redis, both backed by the simulator. */
final class ClusterFixture implements AfterEachCallback, AfterAllCallback {

  /** For nodes that stop while a turn waits for tools: its state must be stored first. */
  static final Duration LONG_SHUTDOWN_TIMEOUT = Duration.ofSeconds(60);

  final PostgresqlTestServer postgresql = PostgresqlTestServer.startOrReuse();
  final RedisTestServer redis = RedisTestServer.startOrReuse();
  final ConnectionSettings database =
      postgresql.freshDatabase().withConnectionTimeout(Duration.ofSeconds(2));
  private final Simulator simulator = Simulator.start(SimulatedModels.simulated(), "127.0.0.1", 0);
  private final UnaryOperator<Settings.Builder> change;

  /** Has what nodes keep beside the database. */
  private final Path folder;

  private int nodes;

  private final Firstword first;
  private final Firstword second;
  final Client a;
  final Client b;

  ClusterFixture() {
    this(UnaryOperator.identity());
  }

  /** Starts both servers with changed settings. */
  ClusterFixture(UnaryOperator<Settings.Builder> change) {
    this.change = change;
    folder = newFolder();
    first = Firstword.start(settings());
    second = Firstword.start(settings());
    a = new Client(first.uri());
    b = new Client(second.uri());
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("firstword-cluster");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Settings settings() {
    return change.apply(usual()).build();
  }

  private Settings.Builder usual() {
    return Settings.DEFAULTS.toBuilder()
        .port(0)
        .data(folder.resolve("node-" + nodes++))
        .storage(
            new StorageSettings(
                StorageSettings.Kind.POSTGRESQL,
                database,
                redis.address(),
                Duration.ofHours(24),
                Duration.ofDays(30)))
        .shutdownTimeout(Duration.ofMillis(100))
        .providers(
            List.of(
                new ProviderEndpoint(
                    "simulator", Dialect.ANTHROPIC, simulator.uri(), "key", Map.of())))
        .models(SimulatedModels.catalogue())
        .profiles(TestProfiles.all())
        .allowedHosts(Set.of("here"));
  }

  /** Starts another server on the same database. */
  Firstword startAnother() {
    return Firstword.start(settings());
  }

  /** Changes several models; the others keep their defaults. */
  void models(Map<String, ModelSettings> models) {
    simulator.apply(SimulatedModels.simulatedWith(models));
  }

  Counters calls() {
    return simulator.stats().total();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    a.cancelTurns();
    b.cancelTurns();
    a.closeStreams();
    b.closeStreams();
    ServerFixture.awaitTrue(() -> calls().open() == 0);
    simulator.clearStats();
    OpenApiContract.requireNoViolation();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  void close() {
    first.close();
    second.close();
    simulator.close();
    ServerFixture.deleteFolder(folder);
  }
}
