package dev.firstword.bench.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder with a simulator as a process of its own, and as many servers as a run asks for. All of
 * it is ended and removed afterwards, unless somebody wants to look at what is left.
 */
public final class Site implements AutoCloseable {

  private final Path root;
  private final Path folder;
  private final Program simulatorProgram;
  private final Simulator simulator;
  private final List<Node> nodes = new ArrayList<>();
  private boolean kept;

  private Site(Path root, Path folder, Program simulatorProgram) {
    this.root = root;
    this.folder = folder;
    this.simulatorProgram = simulatorProgram;
    this.simulator = new Simulator(simulatorProgram.address());
  }

  /** Starts the simulator. */
  public static Site open(Path root) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("firstword-bench-");
    return new Site(
        root,
        folder,
        Program.start(
            root, List.of("simulate", "--port", "0"), Map.of(), "Simulated models at", folder));
  }

  /**
   * A server that asks the simulator, not started yet.
   *
   * @param settings further lines of its settings, as YAML; may be empty
   */
  public Node node(String name, String settings) throws IOException {
    Path config = folder.resolve(name + ".yml");
    Files.writeString(
        config,
        """
        providers:
          - name: simulator
            dialect: anthropic
            base_url: "%s"
            key: "simulated"
        %s\
        """
            .formatted(simulatorProgram.address(), settings));
    Node node = new Node(root, folder, name, config, Port.free());
    nodes.add(node);
    return node;
  }

  public Simulator simulator() {
    return simulator;
  }

  /** Where the servers' data and what they printed are. */
  public Path folder() {
    return folder;
  }

  /** Leaves the folder where it is when this is closed, and says so. */
  public void keep() {
    if (!kept) {
      kept = true;
      System.out.println("  What the servers printed and kept is left in " + folder);
    }
  }

  @Override
  public void close() throws IOException {
    try (simulatorProgram) {
      nodes.forEach(Node::close);
    }
    if (!kept) {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Site::delete);
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
