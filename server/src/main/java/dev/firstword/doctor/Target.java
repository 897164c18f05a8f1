package dev.firstword.doctor;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What is examined, and how far.
 *
 * @param server its address, {@code http} or {@code https}; a path in it does not count
 * @param key for a server that asks for one
 * @param longestSilence the longest that is tried
 * @param tls whose certificates are trusted
 */
public record Target(URI server, @Nullable String key, Duration longestSilence, SSLContext tls) {

  boolean isSecure() {
    return "https".equals(server.getScheme().toLowerCase(Locale.ROOT));
  }

  /** The name or address, without the brackets of IPv6. */
  String host() {
    String host = server.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    if (server.getPort() >= 0) {
      return server.getPort();
    }
    return isSecure() ? 443 : 80;
  }

  /** As the Host header says it. */
  String authority() {
    return server.getPort() < 0 ? server.getHost() : server.getHost() + ":" + server.getPort();
  }

  Map<String, String> credentials() {
    return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
  }
}
