package dev.firstword.relay.client;

import java.net.URI;
import java.util.Locale;

/** Scheme, host and port: connections are shared per origin. */
record HttpOrigin(boolean tls, String host, int port) {

  /** Returns the origin in URI form. */
  String address() {
    return (tls ? "https://" : "http://")
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port;
  }

  /** Returns the value of the {@code Host} header: the port is left out where it is the default. */
  String authority() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  static HttpOrigin of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    boolean tls = scheme.equals("https");
    if (host == null || !(tls || scheme.equals("http"))) {
      throw new IllegalArgumentException("not an http or https address: " + uri);
    }
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
    // The brackets of an IPv6 address are URI syntax, not part of the address.
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new HttpOrigin(tls, name, port);
  }
}
