package dev.firstword.bench.stage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The product as its users run it: the simulator and the server as two processes on loopback, the
 * server's data in a folder that is removed afterwards.
 */
public final class Stage implements AutoCloseable {

  private final Site site;
  private final Node node;

  private Stage(Site site, Node node) {
    this.site = site;
    this.node = node;
  }

  /**
   * Starts both.
   *
   * @param settings further lines of the server's settings, as YAML; may be empty
   */
  public static Stage open(Path root, String settings) throws IOException, InterruptedException {
    Site site = Site.open(root);
    try {
      Node node = site.node("server", settings);
      node.start();
      return new Stage(site, node);
    } catch (IOException | InterruptedException | RuntimeException e) {
      site.close();
      throw e;
    }
  }

  public Program server() {
    return node.program();
  }

  public Simulator simulator() {
    return site.simulator();
  }

  @Override
  public void close() throws IOException {
    site.close();
  }
}
