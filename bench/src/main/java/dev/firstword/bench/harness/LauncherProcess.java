package dev.firstword.bench.harness;

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
 * A launcher command running in its own process. The launcher replaces itself with the JVM, so the
 * process is the JVM.
 */
public final class LauncherProcess implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);

  private final String name;
  private final Process process;
  private final Path output;
  private final Pattern listening;

  private LauncherProcess(String name, Process process, Path output, Pattern listening) {
    this.name = name;
    this.process = process;
    this.output = output;
    this.listening = listening;
  }

  /**
   * Starts a command. Blocks until it prints its address.
   *
   * @param readyText the text that precedes the address in the printed line
   * @param folder the working directory, which also receives the output
   */
  static LauncherProcess start(
      Path root,
      List<String> arguments,
      Map<String, String> environment,
      String readyText,
      Path folder)
      throws IOException, InterruptedException {
    LauncherProcess launched =
        launch(
            root,
            List.of(),
            arguments,
            environment,
            readyText,
            folder,
            arguments.getFirst() + ".log");
    launched.awaitAddress();
    return launched;
  }

  /**
   * Starts a command without waiting.
   *
   * @param prefix words that precede the command
   * @param log the name of the output file
   */
  static LauncherProcess launch(
      Path root,
      List<String> prefix,
      List<String> arguments,
      Map<String, String> environment,
      String readyText,
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
    Pattern listening = Pattern.compile(Pattern.quote(readyText) + " (http://\\S+)");
    return new LauncherProcess(arguments.getFirst(), builder.start(), output, listening);
  }

  /** Blocks until the process prints its address. Kills the process if it does not. */
  URI awaitAddress() throws IOException, InterruptedException {
    try {
      return Polling.until(START_TIMEOUT, name + " to listen", this::printedAddress);
    } catch (IllegalStateException e) {
      process.destroyForcibly();
      throw new IllegalStateException(Files.readString(output), e);
    }
  }

  /** Returns the printed address; empty if it has not been printed yet. */
  Optional<URI> printedAddress() throws IOException {
    Matcher matcher = listening.matcher(Files.readString(output));
    if (matcher.find()) {
      return Optional.of(URI.create(matcher.group(1)));
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("it exited with " + process.exitValue());
    }
    return Optional.empty();
  }

  public URI address() {
    try {
      return printedAddress()
          .orElseThrow(() -> new IllegalStateException(name + " is not listening"));
    } catch (IOException e) {
      throw new IllegalStateException("the output of " + name + " could not be read", e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the CPU time since it started, in seconds. */
  public double cpuSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** Returns its resident set size in bytes, as counted by Linux. */
  public long residentBytes() throws IOException {
    return residentBytes(pid());
  }

  /** Returns the resident set size of any process, in bytes. */
  public static long residentBytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the output so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** Kills the process without a chance to clean up. Blocks until it has exited. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Stops it gracefully, and kills it if it does not stop in time. Blocks. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, STOP_TIMEOUT.toMillis(), MILLISECONDS).join();
    if (process.isAlive()) {
      System.err.println(name + " did not stop within " + STOP_TIMEOUT.toSeconds() + " s; killed.");
      kill();
    }
  }
}
