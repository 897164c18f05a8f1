package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.JobSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.core.routing.RoutingRules;
import dev.firstword.core.routing.RoutingRules.Hedging;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.simulator.CallRecord;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorStats.Counters;
import dev.firstword.simulator.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server on a free port with its own folder, backed by the simulator. As a JUnit extension it
 * lasts for a test class, and gives each test a simulator without faults, recorded calls, or cache;
 * otherwise it lasts until it is closed.
 */
final class ServerFixture
    implements BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

  static final Duration WAIT_TIMEOUT = Duration.ofSeconds(10);

  /** Must not appear in any response or log. */
  static final String PROVIDER_KEY = "canary-of-the-provider-key";

  private static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofMillis(100);

  private final Simulator simulator = Simulator.start(SimulatedModels.simulated(), "127.0.0.1", 0);
  private final Path folder;
  private final UnaryOperator<Settings.Builder> change;
  private final HttpTimeouts times;
  private Firstword firstword;
  private Client client;
  private boolean running = true;

  ServerFixture() {
    this(DEFAULT_SHUTDOWN_TIMEOUT);
  }

  /**
   * Starts the simulator and the server.
   *
   * @param shutdownTimeout how long running turns may continue after shutdown starts
   */
  ServerFixture(Duration shutdownTimeout) {
    this(_ -> {}, settings -> settings.shutdownTimeout(shutdownTimeout));
  }

  /**
   * Starts the simulator and the server.
   *
   * @param before called with the database folder before the database exists, to create keys
   * @param change changes the default settings
   */
  ServerFixture(Consumer<Path> before, UnaryOperator<Settings.Builder> change) {
    this(before, change, HttpTimeouts.DEFAULTS);
  }

  /** Starts both with the given job settings. */
  ServerFixture(JobSettings jobs) {
    this(_ -> {}, settings -> settings.jobs(jobs));
  }

  /** Starts both; the server has the given HTTP timeouts. */
  ServerFixture(HttpTimeouts times) {
    this(_ -> {}, UnaryOperator.identity(), times);
  }

  private ServerFixture(
      Consumer<Path> before, UnaryOperator<Settings.Builder> change, HttpTimeouts times) {
    BlockingCallDetector.start();
    this.change = change;
    this.times = times;
    try {
      folder = Files.createTempDirectory("firstword-system");
      Files.createDirectories(page());
      Files.writeString(page().resolve("index.html"), "<!doctype html><title>The page</title>");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    before.accept(data());
    firstword = Firstword.start(settings(data()), times);
    client = new Client(firstword.uri());
  }

  private Settings settings(Path data) {
    Settings.Builder usual =
        Settings.DEFAULTS.toBuilder()
            .port(0)
            .data(data)
            .webRoot(page())
            .shutdownTimeout(DEFAULT_SHUTDOWN_TIMEOUT)
            .providers(
                List.of(
                    new ProviderEndpoint(
                        "simulator", Dialect.ANTHROPIC, simulator.uri(), PROVIDER_KEY, Map.of())))
            .models(SimulatedModels.catalogue())
            .profiles(TestProfiles.all())
            .routing(RoutingRules.DEFAULTS.with(Hedging.OFF)) // One call per turn.
            .allowedHosts(Set.of("here"));
    return change.apply(usual).build();
  }

  /** The folder of the database. */
  Path data() {
    return folder.resolve("data");
  }

  /** The folder of the console's files. */
  Path page() {
    return folder.resolve("page");
  }

  /** A folder for the test, deleted with the fixture. */
  Path folder() {
    return folder;
  }

  Firstword firstword() {
    return firstword;
  }

  /** The port on loopback. */
  int port() {
    return firstword.uri().getPort();
  }

  Client client() {
    return client;
  }

  /** Returns a client with the given key or token. */
  Client client(String credential) {
    return new Client(firstword.uri(), "Authorization: Bearer " + credential + "\r\n");
  }

  /** Starts another server on another folder, backed by the same simulator. */
  Firstword startAnother(Path data) {
    return Firstword.start(settings(data), times);
  }

  /** Restarts the server on the same folder. */
  void restart() {
    client.closeStreams();
    stop();
    start();
  }

  void stop() {
    running = false;
    firstword.close();
  }

  void start() {
    firstword = Firstword.start(settings(data()), times);
    client = new Client(firstword.uri());
    running = true;
  }

  /** Makes every call meet the given faults, and resets the random seed. */
  void faults(Fault... faults) {
    simulator.apply(SimulatedModels.simulated().withFaults(faults));
  }

  /** Changes one model; the others keep their defaults. */
  void model(String name, ModelSettings model, Fault... faults) {
    simulator.apply(SimulatedModels.simulated().withModel(name, model).withFaults(faults));
  }

  /** Changes several models; the others keep their defaults. */
  void models(Map<String, ModelSettings> models) {
    simulator.apply(SimulatedModels.simulatedWith(models));
  }

  /** The calls to the models since the test started. */
  Counters calls() {
    return simulator.stats().total();
  }

  /** Waits until the given number of calls has reached the models since the test started. */
  void awaitCalls(int count) {
    await()
        .atMost(WAIT_TIMEOUT)
        .untilAsserted(() -> assertThat(calls().calls()).as("calls").isEqualTo(count));
  }

  /** Waits until the server has closed the given number of calls before their end. */
  void awaitCallsClosed(int count) {
    awaitTrue(() -> calls().closedByClient() == count);
  }

  /** Polls until the condition is true, for state that is only visible from outside. */
  static void awaitTrue(Callable<Boolean> condition) {
    await().atMost(WAIT_TIMEOUT).until(condition);
  }

  /** Returns a call since the test started, counted from the first one. */
  CallRecord call(int number) {
    return simulator.stats().recentCalls().stream()
        .sorted(Comparator.comparingLong(CallRecord::number))
        .toList()
        .get(number);
  }

  /** Returns the only call since the test started. */
  CallRecord onlyCall() {
    List<CallRecord> calls = simulator.stats().recentCalls();
    if (calls.size() != 1) {
      throw new AssertionError("not one call but " + calls);
    }
    return calls.getFirst();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    resetSimulator();
  }

  /** Resets the settings, the cache, and the statistics of the simulator. */
  void resetSimulator() {
    simulator.apply(SimulatedModels.simulated());
    simulator.clearCache();
    simulator.clearStats();
  }

  /** Ensures that nothing of a test continues into the next one. */
  @Override
  public void afterEach(ExtensionContext context) {
    client.cancelTurns();
    client.closeStreams();
    await("no call is left open").atMost(WAIT_TIMEOUT).until(() -> calls().open() == 0);
    BlockingCallDetector.requireNoneBlocked();
    OpenApiContract.requireNoViolation();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    client.closeStreams();
    if (running) {
      stop();
    }
    simulator.close();
    BlockingCallDetector.stop();
    deleteFolder(folder);
  }

  /** Deletes a folder with everything in it. */
  static void deleteFolder(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(ServerFixture::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
