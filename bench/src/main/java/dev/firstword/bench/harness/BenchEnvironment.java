package dev.firstword.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder with a simulator process and any number of servers. Everything is stopped and
 * deleted on close, unless the files are kept.
 */
public final class BenchEnvironment implements AutoCloseable {

  private final Path root;
  private final Path folder;
  private final URI provider;
  private final @Nullable LauncherProcess simulatorProcess;
  private final @Nullable SimulatorClient simulator;
  private final List<ServerNode> nodes = new ArrayList<>();
  private boolean isKept;

  private BenchEnvironment(Path root, Path folder, LauncherProcess simulatorProcess) {
    this.root = root;
    this.folder = folder;
    this.provider = simulatorProcess.address();
    this.simulatorProcess = simulatorProcess;
    this.simulator = new SimulatorClient(provider);
  }

  private BenchEnvironment(Path root, Path folder, URI provider) {
    this.root = root;
    this.folder = folder;
    this.provider = provider;
    this.simulatorProcess = null;
    this.simulator = null;
  }

  /** Creates an environment without a simulator, whose servers call the given provider. */
  public static BenchEnvironment withProvider(URI provider, Path root) throws IOException {
    return new BenchEnvironment(root, Files.createTempDirectory("firstword-bench-"), provider);
  }

  /** Creates an environment and starts its simulator. Blocks. */
  public static BenchEnvironment open(Path root) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("firstword-bench-");
    return new BenchEnvironment(
        root,
        folder,
        LauncherProcess.start(
            root, List.of("simulate", "--port", "0"), Map.of(), "Simulated models at", folder));
  }

  /**
   * Creates a server that calls the simulator or the given provider. The server is not started yet.
   *
   * @param settings additional YAML lines for its settings; may be empty
   */
  public ServerNode node(String name, String settings) throws IOException {
    Path config = folder.resolve(name + ".yml");
    Files.writeString(
        config,
        """
        providers:
          - name: simulator
            dialect: anthropic
            base_url: "%s"
            api_key: "simulated"
        models_preset: worked_example
        %s\
        """
            .formatted(provider, settings));
    ServerNode node = new ServerNode(root, folder, name, config, PortAllocator.allocate());
    nodes.add(node);
    return node;
  }

  public SimulatorClient simulator() {
    return Objects.requireNonNull(simulator, "this environment has no simulator");
  }

  /** Returns the folder with the servers' data and output. */
  public Path folder() {
    return folder;
  }

  /** Keeps the folder on close, and prints its path. */
  public void keepFiles() {
    if (!isKept) {
      isKept = true;
      System.out.println("  The servers' output and data are kept in " + folder);
    }
  }

  @Override
  public void close() throws IOException {
    try (simulatorProcess) {
      nodes.forEach(ServerNode::close);
    }
    if (!isKept) {
      deleteRecursively(folder);
    }
  }

  private static void deleteRecursively(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(BenchEnvironment::delete);
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
