package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Protects a server without authentication from DNS rebinding and cross-site requests. Such a
 * server relies on being reachable only from its own machine. But a browser on that machine runs
 * pages of other sites, and a page can point its own host name at the machine. So only requests for
 * a known local host name are answered, and API requests from other sites are rejected. Another
 * port of the same machine is another site.
 */
final class DnsRebindingGuard {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");

  private static final String HOST_AND_PORT =
      "(?<host>\\[[0-9A-Fa-f:.]+\\]|[^:/@\\[\\]\\s]+)(?::(?<port>\\d{0,5}))?";

  private static final Pattern AUTHORITY = Pattern.compile(HOST_AND_PORT);

  private static final Pattern ORIGIN =
      Pattern.compile("(?<scheme>https?)://" + HOST_AND_PORT, Pattern.CASE_INSENSITIVE);

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
    String authority = context.request().authority();
    if (!isAllowedHost(authority)) {
      return Optional.of(Problem.wrongHost());
    }
    boolean isApi = context.path().startsWith("/api/") || context.path().startsWith("/v1/");
    if (isApi && isFromAnotherSite(context, authority)) {
      return Optional.of(Problem.crossSite());
    }
    return Optional.empty();
  }

  private boolean isAllowedHost(@Nullable String authority) {
    if (authority == null) {
      // Every browser sends a Host header, so a request without one (HTTP/1.0) is not from a
      // browser.
      return true;
    }
    Matcher parts = AUTHORITY.matcher(authority.strip());
    if (!parts.matches()) {
      return false;
    }
    String host = host(parts);
    return isLoopback(host) || allowedHosts.contains(host);
  }

  /**
   * Browsers add {@code Sec-Fetch-Site} only to requests for HTTPS and for local names, and old
   * ones never, but {@code Origin} to every request of another site that could change anything.
   */
  private boolean isFromAnotherSite(RequestContext context, @Nullable String authority) {
    String site = context.header("sec-fetch-site");
    boolean isSameOrigin = site != null && site.strip().equalsIgnoreCase("same-origin");
    if (site != null && !isSameOrigin && !site.strip().equalsIgnoreCase("none")) {
      return true;
    }
    String origin = context.header("origin");
    return origin != null && !isOwnOrigin(origin.strip(), authority, isSameOrigin);
  }

  /**
   * Returns whether the page that made the request is this server's.
   *
   * @param isSameOrigin whether the browser says so. Then the page may come from a development
   *     server on this machine that forwards to this one under another name, or its referrer policy
   *     may have emptied the origin
   */
  private boolean isOwnOrigin(String origin, @Nullable String authority, boolean isSameOrigin) {
    if (origin.equals("null")) {
      return isSameOrigin;
    }
    Matcher page = ORIGIN.matcher(origin);
    if (!page.matches()) {
      return false;
    }
    String host = host(page);
    if (allowedHosts.contains(host) || (isSameOrigin && isLoopback(host))) {
      return true;
    }
    if (authority == null) {
      return false;
    }
    int defaultPort = page.group("scheme").equalsIgnoreCase("https") ? 443 : 80;
    Matcher server = AUTHORITY.matcher(authority.strip());
    return server.matches()
        && host.equals(host(server))
        && port(page, defaultPort) == port(server, defaultPort);
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  private static String host(Matcher parts) {
    return parts.group("host").toLowerCase(Locale.ROOT);
  }

  private static int port(Matcher parts, int defaultPort) {
    String port = parts.group("port");
    return port == null || port.isEmpty() ? defaultPort : Integer.parseInt(port);
  }
}
