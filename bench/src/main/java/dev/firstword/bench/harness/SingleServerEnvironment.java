package dev.firstword.bench.harness;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The product as users run it: a simulator process and a server process on loopback, with the
 * server's data in a temporary folder.
 */
public final class SingleServerEnvironment implements AutoCloseable {

  private final BenchEnvironment environment;
  private final ServerNode node;

  private SingleServerEnvironment(BenchEnvironment environment, ServerNode node) {
    this.environment = environment;
    this.node = node;
  }

  /**
   * Starts both. Blocks.
   *
   * @param settings additional YAML lines for the server's settings; may be empty
   */
  public static SingleServerEnvironment open(Path root, String settings)
      throws IOException, InterruptedException {
    BenchEnvironment environment = BenchEnvironment.open(root);
    try {
      ServerNode node = environment.node("server", settings);
      node.start();
      return new SingleServerEnvironment(environment, node);
    } catch (IOException | InterruptedException | RuntimeException e) {
      environment.close();
      throw e;
    }
  }

  public LauncherProcess server() {
    return node.process();
  }

  public SimulatorClient simulator() {
    return environment.simulator();
  }

  @Override
  public void close() throws IOException {
    environment.close();
  }
}
