package dev.firstword.app.wiring;

import dev.firstword.app.config.HttpSettings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.operations.metrics.Incident;
import dev.firstword.operations.metrics.Incidents;
import dev.firstword.relay.client.NettyTransport;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.loop.EventLoops;
import dev.firstword.relay.server.HttpServerSettings;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.server.ServerTls;

/** The event loops, and the connections to providers that run on them. */
record NetworkModule(EventLoops loops, NettyTransport transport) {

  static NetworkModule start(Incidents incidents, Lifecycle lifecycle) {
    EventLoops loops = EventLoops.start(Runtime.getRuntime().availableProcessors());
    lifecycle.onClose("event loops", loops::close);
    NettyTransport transport =
        new NettyTransport(
            TransportSettings.DEFAULTS,
            (origin, waited) ->
                incidents.add(Incident.Kind.COLD_CONNECTION, waited.toNanos() / 1e6, origin));
    return new NetworkModule(loops, lifecycle.add("transport", transport));
  }

  /**
   * Returns the settings of the HTTP server.
   *
   * @throws SettingsException if the certificate can't be used
   */
  static HttpServerSettings serverSettings(HttpSettings http, HttpTimeouts timeouts) {
    HttpServerSettings plain = HttpServerSettings.of(timeouts).withH2c(http.isH2cEnabled());
    HttpSettings.TlsFiles tls = http.tls();
    try {
      return tls == null ? plain : plain.withTls(ServerTls.of(tls.certificate(), tls.key(), true));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }
}
