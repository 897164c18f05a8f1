package dev.firstword.bench.chaos;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.state.TurnState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Kills one server while all its turns are in the same state, for each state, and restarts it.
 * Turns that wait for a tool must resume with its result, and the others must end as interrupted.
 * No model is called again for what it has done, and nothing is lost but the last second of text.
 */
public final class StateCrashBenchmark implements Benchmark {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** A crash may lose what is younger than a second. */
  private static final Duration TIME_TO_STORE = Duration.ofMillis(1_200);

  /** What the protocol promises for the turns of a dead node. */
  private static final long MAX_END_MS = 10_000;

  private final int kills = RunSize.of("KILLS", 5);
  private final int turns = RunSize.of("TURNS", 8);

  @Override
  public String name() {
    return "chaos-states";
  }

  @Override
  public String title() {
    return "One server with SQLite, killed while its turns are in each of their states";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    Violations violations = new Violations();
    StateCrashChecker check = new StateCrashChecker(violations);
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      ServerNode node = environment.node("server", TurnState.SETTINGS);
      node.start();
      List<TurnClient> all = new ArrayList<>();
      List<Long> killNanos = new ArrayList<>();
      for (TurnState state : TurnState.values()) {
        System.out.println("  " + state.label());
        for (int kill = 0; kill < kills; kill++) {
          List<TurnClient> clients = enter(state, node, environment.simulator(), all.size());
          all.addAll(clients);
          long killedNanos = System.nanoTime();
          killNanos.add(killedNanos);
          node.kill();
          node.start();
          long listeningNanos = System.nanoTime();
          if (state == TurnState.TOOLS) {
            for (TurnClient client : clients) {
              TurnState.submitToolResult(node.address(), client);
            }
          }
          ClientGroup.await(clients, TurnClient::finished, TIMEOUT);
          check.checkTurns(state, clients, killedNanos, node.address());
          check.checkModelCalls(state, environment.simulator().callCount(), turns);
          recordEnds(state, clients, listeningNanos, measurements);
        }
      }
      CrashChecker verdict = new CrashChecker(all, killNanos, violations);
      verdict.checkServer(node.address());
      node.close();
      verdict.checkDatabase(DatabaseSnapshot.ofSqlite(node.data()));
      verdict.record(measurements);
      if (violations.hasAny()) {
        environment.keepFiles();
      }
    }
    return measurements.figures();
  }

  /** Starts turns, and returns when all have been in the state for long enough to be stored. */
  private List<TurnClient> enter(
      TurnState state, ServerNode node, SimulatorClient simulator, int number) throws Exception {
    state.arrange(node.address(), simulator);
    simulator.clearCalls();
    List<TurnClient> clients = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      int id = number + i;
      clients.add(
          state.client(
              node.address(), "What is left of number %05dx?".formatted(id), "key-" + id, TIMEOUT));
    }
    ClientGroup.start(clients);
    for (TurnClient client : clients) {
      client.awaited().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
    TimeUnit.NANOSECONDS.sleep(TIME_TO_STORE.toNanos());
    return clients;
  }

  private static void recordEnds(
      TurnState state, List<TurnClient> clients, long listeningNanos, Measurements measurements) {
    double lastMs =
        clients.stream()
            .flatMap(client -> client.terminal().stream())
            .mapToDouble(end -> (end.atNanos() - listeningNanos) / 1e6)
            .max()
            .orElse(Double.POSITIVE_INFINITY);
    measurements.record(
        "killed while " + state.label() + ", from the restart to the last end",
        lastMs,
        "ms",
        Target.atMost(MAX_END_MS));
  }
}
