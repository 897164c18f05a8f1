package dev.firstword.bench.stage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One server at an address of its own, over data of its own, that can be killed and started again.
 * Used by one thread.
 */
public final class Node implements AutoCloseable {

  /** What the caller sets here goes to the server too: to try another collector, say. */
  private static final String OPTIONS = "FIRSTWORD_JAVA_OPTS";

  private final Path root;
  private final Path folder;
  private final String name;
  private final Path config;
  private final int port;
  private final Map<String, String> environment = new HashMap<>();
  private List<String> prefix = List.of();
  private String options = "";
  private @Nullable Program program;
  private int starts;

  Node(Path root, Path folder, String name, Path config, int port) {
    this.root = root;
    this.folder = folder;
    this.name = name;
    this.config = config;
    this.port = port;
  }

  public String name() {
    return name;
  }

  /** Further options of the JVM, for starts to come. */
  public Node with(String option) {
    options += " " + option;
    return this;
  }

  /** A variable of its environment, for starts to come: secrets belong there. */
  public Node with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Words before its command, for starts to come: {@link Core#words}, say. */
  public Node behind(List<String> words) {
    prefix = words;
    return this;
  }

  /** Where it answers while it runs; the same after each start. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The folder of its database. */
  public Path data() {
    return folder.resolve(name + "-data");
  }

  /** The process that runs now. */
  public Program program() {
    if (program == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return program;
  }

  /** Starts it, and returns as soon as the process is there. */
  public void launch() throws IOException {
    starts++;
    program =
        Program.launch(
            root,
            prefix,
            List.of(
                "serve",
                "--port",
                Integer.toString(port),
                "--data",
                data().toString(),
                "--config",
                config.toString()),
            environment(),
            "Firstword is listening on",
            folder,
            name + "-" + starts + ".log");
  }

  private Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(environment);
    all.put(OPTIONS, System.getenv().getOrDefault(OPTIONS, "") + options);
    return all;
  }

  /** Starts it and waits until it listens. */
  public void start() throws IOException, InterruptedException {
    launch();
    program().awaitAddress();
  }

  /** Whether it has said that it listens, or waits so long for that; false when time is up. */
  public boolean listensWithin(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (program().addressSaid().isEmpty()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  /** {@code kill -9}: the process has no chance to do anything about it. */
  public void kill() {
    program().kill();
  }

  /** Everything that its processes have printed, of the start with that number from 1. */
  public Optional<Path> log(int start) {
    return start <= starts
        ? Optional.of(folder.resolve(name + "-" + start + ".log"))
        : Optional.empty();
  }

  /** Asks it to stop, and waits. */
  @Override
  public void close() {
    if (program != null && program.isAlive()) {
      program.close();
    }
  }
}
