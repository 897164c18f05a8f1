package dev.firstword.bench.harness;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server with its own address and data, which can be killed and restarted. Not thread-safe. */
public final class ServerNode implements AutoCloseable {

  /**
   * The environment variable with JVM options. The caller's value is passed on to the server, for
   * example to try another collector.
   */
  private static final String OPTIONS_VARIABLE = "FIRSTWORD_JAVA_OPTS";

  private final Path root;
  private final Path folder;
  private final String name;
  private final Path config;
  private final int port;
  private final Map<String, String> environment = new HashMap<>();
  private List<String> prefix = List.of();
  private String options = "";
  private @Nullable LauncherProcess process;
  private int starts;

  ServerNode(Path root, Path folder, String name, Path config, int port) {
    this.root = root;
    this.folder = folder;
    this.name = name;
    this.config = config;
    this.port = port;
  }

  public String name() {
    return name;
  }

  /** Adds JVM options for future starts. */
  public ServerNode with(String option) {
    options += " " + option;
    return this;
  }

  /** Sets an environment variable for future starts, such as a secret. */
  public ServerNode with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Sets a command prefix for future starts, such as {@link CpuAffinity#commandPrefix}. */
  public ServerNode withCommandPrefix(List<String> words) {
    prefix = words;
    return this;
  }

  /** Returns its address, which stays the same after each start. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Returns the folder of its database. */
  public Path data() {
    return folder.resolve(name + "-data");
  }

  /** Returns the current process. */
  public LauncherProcess process() {
    if (process == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return process;
  }

  /** Starts the process without waiting until it listens. */
  public void launch() throws IOException {
    starts++;
    process =
        LauncherProcess.launch(
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
    all.put(OPTIONS_VARIABLE, System.getenv().getOrDefault(OPTIONS_VARIABLE, "") + options);
    return all;
  }

  /** Starts the process. Blocks until it listens. */
  public void start() throws IOException, InterruptedException {
    launch();
    process().awaitAddress();
  }

  /**
   * Blocks until it listens or the timeout has passed.
   *
   * @return whether it listens
   */
  public boolean listensWithin(Duration timeout) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (process().printedAddress().isEmpty()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  /** Kills it like {@code kill -9}, without a chance to clean up. */
  public void kill() {
    process().kill();
  }

  /** Returns the output file of a start, counted from 1. */
  public Optional<Path> log(int start) {
    return start <= starts
        ? Optional.of(folder.resolve(name + "-" + start + ".log"))
        : Optional.empty();
  }

  /** Stops it gracefully. Blocks. */
  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      process.close();
    }
  }
}
