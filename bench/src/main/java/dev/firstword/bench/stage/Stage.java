package dev.firstword.bench.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The product as its users run it: the simulator and the server as two processes on free ports of
 * loopback, the server's data in a folder that is removed afterwards.
 */
public final class Stage implements AutoCloseable {

  private static final String HEAP = "-Xmx512m";

  /** What the caller sets here goes to the server too: to try another collector, say. */
  private static final String OPTIONS = "FIRSTWORD_JAVA_OPTS";

  private final Path folder;
  private final Program simulatorProgram;
  private final Program server;
  private final Simulator simulator;

  private Stage(Path folder, Program simulatorProgram, Program server) {
    this.folder = folder;
    this.simulatorProgram = simulatorProgram;
    this.server = server;
    this.simulator = new Simulator(simulatorProgram.address());
  }

  /**
   * Starts both.
   *
   * @param settings further lines of the server's settings, as YAML; may be empty
   */
  public static Stage open(Path root, String settings) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("firstword-bench-");
    Program simulator =
        Program.start(
            root, List.of("simulate", "--port", "0"), Map.of(), "Simulated models at", folder);
    try {
      Path config = folder.resolve("firstword.yml");
      Files.writeString(config, settings(simulator, settings));
      Program server =
          Program.start(
              root,
              List.of(
                  "serve",
                  "--port",
                  "0",
                  "--data",
                  folder.resolve("data").toString(),
                  "--config",
                  config.toString()),
              Map.of(OPTIONS, System.getenv().getOrDefault(OPTIONS, "") + " " + HEAP),
              "Firstword is listening on",
              folder);
      return new Stage(folder, simulator, server);
    } catch (IOException | InterruptedException | RuntimeException e) {
      simulator.close();
      throw e;
    }
  }

  private static String settings(Program simulator, String more) {
    return """
    providers:
      - name: simulator
        dialect: anthropic
        base_url: "%s"
        key: "simulated"
    %s\
    """
        .formatted(simulator.address(), more);
  }

  public Program server() {
    return server;
  }

  public Simulator simulator() {
    return simulator;
  }

  @Override
  public void close() throws IOException {
    try (simulatorProgram) {
      server.close();
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Stage::delete);
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
