package dev.firstword.bench.relay;

import dev.firstword.bench.harness.Polling;
import dev.firstword.bench.harness.PortAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Third-party relays: the unmodified Portkey gateway, and applications written with Spring AI and
 * LangChain4j by following their documentation. {@code scripts/peers} builds them.
 */
final class PeerRelays implements AutoCloseable {

  static final String PORTKEY = "portkey";
  static final String SPRING_AI = "spring-ai";
  static final String LANGCHAIN4J = "langchain4j";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /**
   * Their default limits are below the number of streams of a run. Spring AI waits for each stream
   * in one of ten threads per core. LangChain4j uses the common pool, which still starves some
   * streams.
   */
  private static final List<String> LARGE_POOL_OPTIONS =
      List.of(
          "-Dreactor.schedulers.defaultBoundedElasticSize=1000",
          "-Djava.util.concurrent.ForkJoinPool.common.parallelism=1000");

  private static final String MANY_TOMCAT_THREADS = "--server.tomcat.threads.max=1000";

  private final List<Process> processes = new ArrayList<>();
  private final List<SystemUnderTest> systems = new ArrayList<>();

  private PeerRelays() {}

  /** Returns an empty set of relays. */
  static PeerRelays none() {
    return new PeerRelays();
  }

  /**
   * Starts all of them. Blocks until they listen.
   *
   * @param model the address of the model provider
   * @param prefix words that precede each command
   */
  static PeerRelays start(Path root, URI model, Path folder, List<String> prefix)
      throws IOException, InterruptedException {
    Path peersFolder = root.resolve("bench/peers");
    Path gateway =
        peersFolder.resolve("portkey/node_modules/@portkey-ai/gateway/build/start-server.js");
    if (!Files.exists(gateway)) {
      throw new IllegalStateException("the peers are not built: scripts/peers");
    }
    PeerRelays peers = new PeerRelays();
    try {
      PeerProcess portkey =
          peers.startProcess(PORTKEY, folder, prefix, List.of("node", gateway.toString()));
      peers.systems.add(
          SystemUnderTest.asProvider(
              PORTKEY,
              portkey.address(),
              "x-portkey-provider: anthropic\r\nx-api-key: none\r\n"
                  + "anthropic-version: 2023-06-01\r\nx-portkey-custom-host: "
                  + model
                  + "/v1\r\n",
              portkey.pid()));
      peers.startSpring(
          SPRING_AI, peersFolder, folder, prefix, "--spring.ai.anthropic.base-url=" + model);
      peers.startSpring(
          LANGCHAIN4J, peersFolder, folder, prefix, "--model.base-url=" + model + "/v1");
      return peers;
    } catch (IOException | InterruptedException | RuntimeException e) {
      peers.close();
      throw e;
    }
  }

  List<SystemUnderTest> systems() {
    return systems;
  }

  private void startSpring(
      String name, Path peersFolder, Path folder, List<String> prefix, String model)
      throws IOException, InterruptedException {
    // Uses the same heap size and collector as Firstword.
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    command.addAll(LARGE_POOL_OPTIONS);
    command.addAll(
        List.of(
            "-jar",
            peersFolder.resolve(name + "/target/" + name + ".jar").toString(),
            model,
            "--spring.ai.anthropic.api-key=none",
            MANY_TOMCAT_THREADS));
    PeerProcess process = startProcess(name, folder, prefix, command);
    systems.add(SystemUnderTest.asPeer(name, process.address(), process.pid()));
  }

  /** A running relay. */
  private record PeerProcess(URI address, long pid) {}

  private PeerProcess startProcess(
      String name, Path folder, List<String> prefix, List<String> command)
      throws IOException, InterruptedException {
    int port = PortAllocator.allocate();
    List<String> words = new ArrayList<>(prefix);
    words.addAll(command);
    words.add(name.equals(PORTKEY) ? "--port=" + port : "--server.port=" + port);
    if (name.equals(PORTKEY)) {
      words.add("--headless");
    }
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(Map.of("TRUSTED_CUSTOM_HOSTS", "127.0.0.1"));
    Process process = builder.start();
    processes.add(process);
    URI address = URI.create("http://127.0.0.1:" + port);
    return Polling.until(
        START_TIMEOUT,
        name + " to listen",
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(log));
          }
          return listens(port)
              ? Optional.of(new PeerProcess(address, process.pid()))
              : Optional.empty();
        });
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.destroy();
      process
          .onExit()
          .completeOnTimeout(process, STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .join();
      process.destroyForcibly();
    }
  }
}
