package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Protects a server without authentication from DNS rebinding and cross-site requests. Such a
 * server relies on being reachable only from its own machine. But a browser on that machine runs
 * pages of other sites, and a page can point its own host name at the machine. So only requests for
 * a known local host name are answered, and API requests from other sites are rejected.
 */
final class DnsRebindingGuard {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");

  private static final Pattern AUTHORITY =
      Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+\\]|[^:/@\\[\\]\\s]+)(:\\d*)?");

  private final Set<String> allowedHosts;

  /**
   * Creates a guard.
   *
   * @param allowedHosts additional host names to accept, in lower case and without a port
   */
  DnsRebindingGuard(Set<String> allowedHosts) {
    this.allowedHosts = Set.copyOf(allowedHosts);
  }

  /** Returns why the request is rejected; empty if it is accepted. */
  Optional<Problem> refusal(RequestContext context) {
    if (!isAllowedHost(context)) {
      return Optional.of(Problem.wrongHost());
    }
    if (context.path().startsWith("/api/")
        && "cross-site".equalsIgnoreCase(context.header("sec-fetch-site"))) {
      return Optional.of(Problem.crossSite());
    }
    return Optional.empty();
  }

  private boolean isAllowedHost(RequestContext context) {
    String authority = context.request().authority();
    if (authority == null) {
      // Every browser sends a Host header, so a request without one (HTTP/1.0) is not from a
      // browser.
      return true;
    }
    Matcher parts = AUTHORITY.matcher(authority.strip());
    if (!parts.matches()) {
      return false;
    }
    String host = parts.group("host").toLowerCase(Locale.ROOT);
    return LOOPBACK.matcher(host).matches() || allowedHosts.contains(host);
  }
}
