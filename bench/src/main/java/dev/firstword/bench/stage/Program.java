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
  private final URI address;

  private Program(String name, Process process, Path output, URI address) {
    this.name = name;
    this.process = process;
    this.output = output;
    this.address = address;
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
    String name = arguments.getFirst();
    Path output = folder.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(root.resolve("firstword").toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();

    Pattern line = Pattern.compile(Pattern.quote(ready) + " (http://\\S+)");
    try {
      URI address =
          Wait.forValue(START_LIMIT, name + " to listen", () -> address(process, output, line));
      return new Program(name, process, output, address);
    } catch (IllegalStateException e) {
      process.destroyForcibly();
      throw new IllegalStateException(Files.readString(output), e);
    }
  }

  private static Optional<URI> address(Process process, Path output, Pattern line)
      throws IOException {
    Matcher matcher = line.matcher(Files.readString(output));
    if (matcher.find()) {
      return Optional.of(URI.create(matcher.group(1)));
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended with " + process.exitValue());
    }
    return Optional.empty();
  }

  public URI address() {
    return address;
  }

  public long pid() {
    return process.pid();
  }

  /** Processor time used since it started, in seconds. */
  public double cpuSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** What it has printed so far. */
  public String printed() throws IOException {
    return Files.readString(output);
  }

  /** Asks it to stop, and ends it if it does not. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, STOP_LIMIT.toMillis(), MILLISECONDS).join();
    if (process.isAlive()) {
      System.err.println(name + " did not stop within " + STOP_LIMIT.toSeconds() + " s; ended.");
      process.destroyForcibly().onExit().join();
    }
  }
}
