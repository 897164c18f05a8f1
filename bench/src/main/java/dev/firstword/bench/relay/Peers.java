package dev.firstword.bench.relay;

import dev.firstword.bench.stage.Port;
import dev.firstword.bench.stage.Wait;
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
 * Relays that other people have written: the Portkey gateway as it is, and what a team would write
 * with Spring AI or LangChain4j by their documents. {@code scripts/peers} builds them.
 */
final class Peers implements AutoCloseable {

  static final String PORTKEY = "portkey";
  static final String SPRING_AI = "spring-ai";
  static final String LANGCHAIN4J = "langchain4j";

  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  /**
   * Their own bounds are less than the streams of a run. Spring AI waits for each stream in one of
   * ten threads a core, LangChain4j in one of the common pool, which still lets some streams stand.
   */
  private static final List<String> MANY_WAIT =
      List.of(
          "-Dreactor.schedulers.defaultBoundedElasticSize=1000",
          "-Djava.util.concurrent.ForkJoinPool.common.parallelism=1000");

  private static final String MANY_AT_ONCE = "--server.tomcat.threads.max=1000";

  private final List<Process> processes = new ArrayList<>();
  private final List<Contender> contenders = new ArrayList<>();

  private Peers() {}

  /** Nobody. */
  static Peers none() {
    return new Peers();
  }

  /**
   * Starts all of them and waits until they listen.
   *
   * @param model where the model is that they ask
   * @param prefix words before each command
   */
  static Peers start(Path root, URI model, Path folder, List<String> prefix)
      throws IOException, InterruptedException {
    Path all = root.resolve("bench/peers");
    Path gateway = all.resolve("portkey/node_modules/@portkey-ai/gateway/build/start-server.js");
    if (!Files.exists(gateway)) {
      throw new IllegalStateException("the peers are not built: scripts/peers");
    }
    Peers peers = new Peers();
    try {
      Program portkey = peers.run(PORTKEY, folder, prefix, List.of("node", gateway.toString()));
      peers.contenders.add(
          Contender.model(
              PORTKEY,
              portkey.address(),
              "x-portkey-provider: anthropic\r\nx-api-key: none\r\n"
                  + "anthropic-version: 2023-06-01\r\nx-portkey-custom-host: "
                  + model
                  + "/v1\r\n",
              portkey.pid()));
      peers.spring(SPRING_AI, all, folder, prefix, "--spring.ai.anthropic.base-url=" + model);
      peers.spring(LANGCHAIN4J, all, folder, prefix, "--model.base-url=" + model + "/v1");
      return peers;
    } catch (IOException | InterruptedException | RuntimeException e) {
      peers.close();
      throw e;
    }
  }

  List<Contender> contenders() {
    return contenders;
  }

  private void spring(String name, Path all, Path folder, List<String> prefix, String model)
      throws IOException, InterruptedException {
    // The same heap and collector as ours.
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    command.addAll(MANY_WAIT);
    command.addAll(
        List.of(
            "-jar",
            all.resolve(name + "/target/" + name + ".jar").toString(),
            model,
            "--spring.ai.anthropic.api-key=none",
            MANY_AT_ONCE));
    Program program = run(name, folder, prefix, command);
    contenders.add(Contender.peer(name, program.address(), program.pid()));
  }

  /** One that runs. */
  private record Program(URI address, long pid) {}

  private Program run(String name, Path folder, List<String> prefix, List<String> command)
      throws IOException, InterruptedException {
    int port = Port.free();
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
    return Wait.forValue(
        LONGEST_START,
        name + " to listen",
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(log));
          }
          return listens(port)
              ? Optional.of(new Program(address, process.pid()))
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
          .completeOnTimeout(process, LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)
          .join();
      process.destroyForcibly();
    }
  }
}
