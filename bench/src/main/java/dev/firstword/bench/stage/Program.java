package dev.firstword.bench.stage;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command of the launcher, running as a process of its own. The launcher replaces itself by the
 * JVM, so the process is the JVM.
 */
public final class Program implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final String name;
  private final Process process;
  private final Path output;
  private final Pattern listening;

  private Program(String name, Process process, Path output, Pattern listening) {
    this.name = name;
    this.process = process;
    this.output = output;
    this.listening = listening;
  }

  /**
   * Starts a command and waits until it says where it listens.
   *
   * @param ready the words before the address in the line that says so
   * @param folder where it runs, and where what it prints is kept
   */
  static Program start(
      Path root, List<String> arguments, Map<String, String> environment, String ready, Path folder)
      throws IOException, InterruptedException {
    Program program =
        launch(
            root, List.of(), arguments, environment, ready, folder, arguments.getFirst() + ".log");
    program.awaitAddress();
    return program;
  }

  /**
   * Starts a command and does not wait.
   *
   * @param prefix words before the command
   * @param log the name of the file for what it prints
   */
  static Program launch(
      Path root,
      List<String> prefix,
      List<String> arguments,
      Map<String, String> environment,
      String ready,
      Path folder,
      String log)
      throws IOException {
    Path output = folder.resolve(log);
    List<String> command = new ArrayList<>(prefix);
    command.add(root.resolve("firstword").toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Pattern listening = Pattern.compile(Pattern.quote(ready) + " (http://\\S+)");
    return new Program(arguments.getFirst(), builder.start(), output, listening);
  }

  /** Waits until it says where it listens; ends it when it does not. */
  URI awaitAddress() throws IOException, InterruptedException {
    try {
      return Wait.forValue(START_LIMIT, name + " to listen", this::addressSaid);
    } catch (IllegalStateException e) {
      process.destroyForcibly();
      throw new IllegalStateException(Files.readString(output), e);
    }
  }

  /** Where it listens, once it has said so. */
  Optional<URI> addressSaid() throws IOException {
    Matcher matcher = listening.matcher(Files.readString(output));
    if (matcher.find()) {
      return Optional.of(URI.create(matcher.group(1)));
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended with " + process.exitValue());
    }
    return Optional.empty();
  }

  public URI address() {
    try {
      return addressSaid().orElseThrow(() -> new IllegalStateException(name + " is not listening"));
    } catch (IOException e) {
      throw new IllegalStateException("what " + name + " printed can't be read", e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Processor time used since it started, in seconds. */
  public double cpuSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** Its resident set, in bytes, as Linux counts it. */
  public long residentBytes() throws IOException {
    return residentBytes(pid());
  }

  /** The same of any process. */
  public static long residentBytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  /** What it has printed so far. */
  public String printed() throws IOException {
    return Files.readString(output);
  }

  /** Ends it at once, without a chance to do anything about it, and waits until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Asks it to stop, and ends it if it does not. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, STOP_LIMIT.toMillis(), MILLISECONDS).join();
    if (process.isAlive()) {
      System.err.println(name + " did not stop within " + STOP_LIMIT.toSeconds() + " s; ended.");
      kill();
    }
  }
}
