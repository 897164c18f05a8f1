package dev.firstword.system;

import static org.awaitility.Awaitility.await;

import dev.firstword.app.Firstword;
import dev.firstword.app.JobSettings;
import dev.firstword.app.Settings;
import dev.firstword.http.HttpTimes;
import dev.firstword.provider.ProviderEndpoint;
import dev.firstword.provider.ProviderEndpoint.Dialect;
import dev.firstword.routing.RoutingRules;
import dev.firstword.routing.RoutingRules.Hedging;
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
 * A server on a free port and a folder of its own, with the simulator behind it. Registered as an
 * extension it lasts as long as a test class, and leaves each test a simulator without faults,
 * calls and cache; otherwise it lasts until it is closed.
 */
final class ServerFixture
    implements BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

  static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** In no answer, log or refusal is this to be found. */
  static final String PROVIDER_KEY = "canary-of-the-provider-key";

  private static final Duration USUAL_DRAIN = Duration.ofMillis(100);

  private final Simulator simulator = Simulator.start(SimulatedModels.simulated(), "127.0.0.1", 0);
  private final Path folder;
  private final UnaryOperator<Settings.Change> change;
  private final HttpTimes times;
  private Firstword firstword;
  private Client client;
  private boolean running = true;

  ServerFixture() {
    this(USUAL_DRAIN);
  }

  /**
   * Starts both.
   *
   * @param drain how long running turns may go on after the order to stop
   */
  ServerFixture(Duration drain) {
    this(_ -> {}, settings -> settings.drain(drain));
  }

  /**
   * Starts both.
   *
   * @param before is run with the folder of the database before there is one, to make keys
   * @param change what is different from the usual settings
   */
  ServerFixture(Consumer<Path> before, UnaryOperator<Settings.Change> change) {
    this(before, change, HttpTimes.DEFAULTS);
  }

  /** Starts both, with other settings for jobs. */
  ServerFixture(JobSettings jobs) {
    this(_ -> {}, settings -> settings.jobs(jobs));
  }

  /** Starts both; the server has less patience than usual with those who talk to it. */
  ServerFixture(HttpTimes times) {
    this(_ -> {}, UnaryOperator.identity(), times);
  }

  private ServerFixture(
      Consumer<Path> before, UnaryOperator<Settings.Change> change, HttpTimes times) {
    LoopWatchdog.watch();
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
    Settings.Change usual =
        Settings.DEFAULTS
            .change()
            .port(0)
            .data(data)
            .page(page())
            .drain(USUAL_DRAIN)
            .providers(
                List.of(
                    new ProviderEndpoint(
                        "simulator", Dialect.ANTHROPIC, simulator.uri(), PROVIDER_KEY, Map.of())))
            .models(SimulatedModels.catalogue())
            .profiles(TestProfiles.all())
            .routing(RoutingRules.DEFAULTS.with(Hedging.OFF)) // One turn, one call.
            .hosts(Set.of("here"));
    return change.apply(usual).done();
  }

  /** Where the database is. */
  Path data() {
    return folder.resolve("data");
  }

  /** Where the console's files are. */
  Path page() {
    return folder.resolve("page");
  }

  /** A folder that the test may fill; it goes with the fixture. */
  Path folder() {
    return folder;
  }

  Firstword firstword() {
    return firstword;
  }

  /** Where it listens on loopback. */
  int port() {
    return firstword.uri().getPort();
  }

  Client client() {
    return client;
  }

  /** A client with that key or token. */
  Client client(String credential) {
    return new Client(firstword.uri(), "Authorization: Bearer " + credential + "\r\n");
  }

  /** Another server, over another folder, with the same simulator behind it. */
  Firstword startAnother(Path data) {
    return Firstword.start(settings(data), times);
  }

  /** Stops the server and starts one over the same folder. */
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

  /** From now on every call meets these faults; chance begins anew. */
  void faults(Fault... faults) {
    simulator.apply(SimulatedModels.simulated().withFaults(faults));
  }

  /** From now on that model is like this; the others are as ever. */
  void model(String name, ModelSettings model, Fault... faults) {
    simulator.apply(SimulatedModels.simulated().withModel(name, model).withFaults(faults));
  }

  /** What the models were asked since the test began. */
  Counters calls() {
    return simulator.stats().all();
  }

  /** Waits until so many calls have reached the models since the test began. */
  void awaitCalls(int count) {
    awaitTrue(() -> calls().calls() == count);
  }

  /** Waits until so many calls have been closed by the server before they were over. */
  void awaitCallsClosed(int count) {
    awaitTrue(() -> calls().closedByClient() == count);
  }

  /** Waits for something that is seen from outside only by looking again and again. */
  static void awaitTrue(Callable<Boolean> condition) {
    await().atMost(LONGEST_WAIT).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  /** The only call since the test began. */
  CallRecord onlyCall() {
    List<CallRecord> calls = simulator.stats().recent();
    if (calls.size() != 1) {
      throw new AssertionError("not one call but " + calls);
    }
    return calls.getFirst();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    forgetCalls();
  }

  /** Makes the simulator forget what it was set to and asked. */
  void forgetCalls() {
    simulator.apply(SimulatedModels.simulated());
    simulator.clearCache();
    simulator.clearStats();
  }

  /** Nothing of a test goes on into the next one. */
  @Override
  public void afterEach(ExtensionContext context) {
    client.cancelTurns();
    client.closeStreams();
    await("no call is left open")
        .atMost(LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> calls().open() == 0);
    LoopWatchdog.requireNoneWaited();
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
