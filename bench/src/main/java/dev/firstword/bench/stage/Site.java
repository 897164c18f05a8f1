package dev.firstword.bench.stage;

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
 * A folder with a simulator as a process of its own, and as many servers as a run asks for. All of
 * it is ended and removed afterwards, unless somebody wants to look at what is left.
 */
public final class Site implements AutoCloseable {

  private final Path root;
  private final Path folder;
  private final URI provider;
  private final @Nullable Program simulatorProgram;
  private final @Nullable Simulator simulator;
  private final List<Node> nodes = new ArrayList<>();
  private boolean kept;

  private Site(Path root, Path folder, Program simulatorProgram) {
    this.root = root;
    this.folder = folder;
    this.provider = simulatorProgram.address();
    this.simulatorProgram = simulatorProgram;
    this.simulator = new Simulator(provider);
  }

  private Site(Path root, Path folder, URI provider) {
    this.root = root;
    this.folder = folder;
    this.provider = provider;
    this.simulatorProgram = null;
    this.simulator = null;
  }

  /** Without a simulator: the servers ask the provider that is given. */
  public static Site before(URI provider, Path root) throws IOException {
    return new Site(root, Files.createTempDirectory("firstword-bench-"), provider);
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
   * A server that asks the simulator, or what stands in for it, not started yet.
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
            .formatted(provider, settings));
    Node node = new Node(root, folder, name, config, Port.free());
    nodes.add(node);
    return node;
  }

  public Simulator simulator() {
    return Objects.requireNonNull(simulator, "this site has no simulator");
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
