package dev.firstword.http;

import dev.firstword.protocol.Problem;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Guards a server that asks nobody for a key. It relies on being reachable from its own machine
 * alone; but a browser on that machine runs the pages of others, and a page can point a name of its
 * own at this machine (DNS rebinding). So only requests for a name that is known to be local are
 * answered, and the API not for pages of other sites.
 */
final class HostGate {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");

  private final Set<String> hosts;

  /**
   * A gate.
   *
   * @param hosts further names to answer to, in lower case and without a port
   */
  HostGate(Set<String> hosts) {
    this.hosts = Set.copyOf(hosts);
  }

  /** Why that request is not answered, if it is not. */
  Optional<Problem> refusal(Exchange exchange) {
    if (!isKnown(exchange)) {
      return Optional.of(Problem.wrongHost());
    }
    if (exchange.path().startsWith("/api/")
        && "cross-site".equalsIgnoreCase(exchange.header("sec-fetch-site"))) {
      return Optional.of(Problem.crossSite());
    }
    return Optional.empty();
  }

  private boolean isKnown(Exchange exchange) {
    HostAndPort authority = exchange.request().authority();
    if (authority == null) {
      // Every browser names a host, so what names none (HTTP/1.0) is no browser's.
      return exchange.header("host") == null;
    }
    String host = authority.host().toLowerCase(Locale.ROOT);
    return LOOPBACK.matcher(host).matches() || hosts.contains(host);
  }
}
