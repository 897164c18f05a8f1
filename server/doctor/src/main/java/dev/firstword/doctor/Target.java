package dev.firstword.doctor;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The server to examine, and the limits of the examination.
 *
 * @param server the server's address, {@code http} or {@code https}; its path is ignored
 * @param key the API key; null if the server requires none
 * @param maxSilence the longest silence to try
 * @param tls the TLS context with the trusted certificates
 */
public record Target(URI server, @Nullable String key, Duration maxSilence, SSLContext tls) {

  boolean isSecure() {
    return "https".equals(server.getScheme().toLowerCase(Locale.ROOT));
  }

  /** Returns the host name or address, without the brackets of IPv6. */
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

  /** Returns the value of the Host header. */
  String authority() {
    return server.getPort() < 0 ? server.getHost() : server.getHost() + ":" + server.getPort();
  }

  Map<String, String> credentials() {
    return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
  }
}
