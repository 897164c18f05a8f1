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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The application in a process of its own, with nothing of the server on its classpath. It runs on
 * Java 17 if there is one, as most applications with Spring Boot do.
 */
final class ShopProcess implements AutoCloseable {

  private static final String READY = "Listening on ";
  private static final int START_SECONDS = 300;

  private final Process process;
  private final URI uri;

  /**
   * Starts it, and waits until it listens.
   *
   * @param module the one that has compiled it, with its version of Spring Boot
   */
  ShopProcess(String module, List<String> arguments) throws Exception {
    Path target = Path.of(System.getProperty("applications"), module, "target");
    Path ownJava = Path.of(System.getProperty("java.home"), "bin", "java");
    String libraries = Files.readString(target.resolve("application.classpath"));
    List<String> command = new ArrayList<>();
    command.add(Java17.find().orElse(ownJava).toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(target.resolve("classes") + File.pathSeparator + libraries.strip());
    command.add("dev.firstword.shop.Shop");
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<String> port = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> read(port));
    uri = URI.create("http://127.0.0.1:" + port.get(START_SECONDS, TimeUnit.SECONDS));
  }

  URI uri() {
    return uri;
  }

  /** Reads all output, so that the process never waits for it, and shows warnings. */
  private void read(CompletableFuture<String> port) {
    StringBuilder start = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(READY)) {
          port.complete(line.substring(READY.length()));
        } else if (!port.isDone()) {
          start.append(line).append('\n');
        } else if (line.contains(" ERROR ") || line.contains(" WARN ")) {
          System.out.println(line);
        }
      }
    } catch (IOException _) {
      // Stopped.
    }
    port.completeExceptionally(new IllegalStateException("It has not started:\n" + start));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
