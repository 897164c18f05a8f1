package dev.firstword.app.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the server speaks HTTP.
 *
 * @param isH2cEnabled whether clients may use HTTP/2 without TLS
 * @param tls the certificate to serve; null for a server without TLS
 * @param cors which pages of other origins may use the API
 */
public record HttpSettings(boolean isH2cEnabled, @Nullable TlsFiles tls, CorsSettings cors) {

  public static final HttpSettings PLAIN = new HttpSettings(false, null);

  /** Creates settings for programs and the server's own pages. */
  public HttpSettings(boolean isH2cEnabled, @Nullable TlsFiles tls) {
    this(isH2cEnabled, tls, CorsSettings.NONE);
  }

  /** A certificate with its private key, as PEM files. */
  public record TlsFiles(Path certificate, Path key) {}
}
