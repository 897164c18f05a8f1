package dev.firstword.system;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An application in a process of its own, with nothing of the server on its classpath. */
final class ApplicationProcess implements AutoCloseable {

  private static final String READY = "Listening on ";
  private static final int START_SECONDS = 120;
  private static final int END_SECONDS = 60;
  private static final int STOP_SECONDS = 10;

  private final Process process;
  private final CompletableFuture<String> port = new CompletableFuture<>();
  private final CompletableFuture<String> output = new CompletableFuture<>();

  /**
   * Starts it.
   *
   * @param java the launcher of a JDK
   * @param module the one that has compiled it, and knows its libraries
   * @param arguments options of the JVM, the main class, and what it is given
   */
  ApplicationProcess(Path java, String module, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(target(module).resolve("classes") + File.pathSeparator + classpath(module).strip());
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread.ofVirtual().start(this::read);
  }

  /** The libraries of an application. */
  static String classpath(String module) throws IOException {
    return Files.readString(target(module).resolve("application.classpath"));
  }

  static Path target(String module) {
    return Path.of(System.getProperty("applications"), module, "target");
  }

  /** Returns a JDK 17, or this one if there is none. */
  static Path java17() throws IOException {
    Optional<Path> java = Java17.find();
    if (java.isEmpty()) {
      System.out.println(
          "NOT TESTED WITH JAVA 17: no JDK 17 found. Install one, or set JAVA17_HOME.");
    }
    return java.orElseGet(ApplicationProcess::ownJava);
  }

  static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Waits until it listens, and returns its address. */
  URI awaitUri() throws Exception {
    return URI.create("http://127.0.0.1:" + port.get(START_SECONDS, TimeUnit.SECONDS));
  }

  /** Waits until it has ended without a failure, and returns what it has written. */
  String awaitOutput() throws Exception {
    String written = output.get(END_SECONDS, TimeUnit.SECONDS);
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("It has failed:\n" + written);
    }
    return written;
  }

  /** Reads all output, so that the process never waits for it, and shows warnings. */
  private void read() {
    StringBuilder written = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(READY)) {
          port.complete(line.substring(READY.length()));
        } else if (port.isDone() && (line.contains(" ERROR ") || line.contains(" WARN "))) {
          System.out.println(line);
        }
        written.append(line).append('\n');
      }
    } catch (IOException _) {
      // Stopped.
    }
    port.completeExceptionally(new IllegalStateException("It has not started:\n" + written));
    output.complete(written.toString());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
