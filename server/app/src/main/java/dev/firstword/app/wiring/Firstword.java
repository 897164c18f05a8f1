package dev.firstword.app.wiring;

import dev.firstword.api.Routes;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.relay.server.HttpServer;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.simulator.Simulator;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A running server. {@link ServerBuilder} builds it. */
public final class Firstword implements AutoCloseable {

  public static final String VERSION = "0.1.0";

  private final String host;
  private final HttpServer httpServer;
  private final Routes routes;
  private final @Nullable Simulator simulator;
  private final Lifecycle lifecycle;

  Firstword(
      String host,
      HttpServer httpServer,
      Routes routes,
      @Nullable Simulator simulator,
      Lifecycle lifecycle) {
    this.host = host;
    this.httpServer = httpServer;
    this.routes = routes;
    this.simulator = simulator;
    this.lifecycle = lifecycle;
  }

  /**
   * Starts a server. Returns once it accepts requests.
   *
   * @throws SettingsException if the settings are invalid
   */
  public static Firstword start(Settings settings) {
    return start(settings, HttpTimeouts.DEFAULTS);
  }

  /** Starts a server with other HTTP timeouts than the default ones. */
  public static Firstword start(Settings settings, HttpTimeouts times) {
    return ServerBuilder.start(settings, times);
  }

  /** Returns the address of the server. */
  public URI uri() {
    String scheme = httpServer.isTls() ? "https" : "http";
    String uriHost = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(scheme + "://" + uriHost + ":" + httpServer.port());
  }

  /** Returns the method and the pattern of each route, such as {@code GET /api/turns/{id}}. */
  public List<String> routes() {
    return routes.patterns();
  }

  /** Returns the address of the simulated models, if no provider is configured. */
  public Optional<URI> simulatorUri() {
    return Optional.ofNullable(simulator).map(Simulator::uri);
  }

  /**
   * Stops accepting turns, waits for running ones, then closes every module. Blocks.
   *
   * @throws IllegalStateException if a module failed to stop; the others are stopped all the same
   */
  @Override
  public void close() {
    lifecycle.close();
  }
}
