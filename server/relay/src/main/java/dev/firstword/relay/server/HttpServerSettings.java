package dev.firstword.relay.server;

import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * What a server accepts.
 *
 * @param maxHeaderBytes of a request's headers together
 * @param maxRequestLineBytes of the request line, with the path and the query
 * @param backlog how many connections may wait to be accepted
 * @param isH2cEnabled whether clients may use HTTP/2 without TLS, with prior knowledge
 * @param tls the certificate and protocols; null for a server without TLS
 */
public record HttpServerSettings(
    HttpTimeouts timeouts,
    int maxHeaderBytes,
    int maxRequestLineBytes,
    int backlog,
    boolean isH2cEnabled,
    @Nullable SslContext tls) {

  /** Enough for a browser's cookies and a token; protects against header bombs. */
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

  /** A burst of clients that reconnect after a restart. */
  private static final int BACKLOG = 8192;

  /** Returns the defaults: no TLS, HTTP/1.1 only. */
  public static HttpServerSettings of(HttpTimeouts timeouts) {
    return new HttpServerSettings(
        timeouts, MAX_HEADER_BYTES, MAX_REQUEST_LINE_BYTES, BACKLOG, false, null);
  }

  /** Returns these settings with HTTP/2 over plain connections allowed or not. */
  public HttpServerSettings withH2c(boolean isEnabled) {
    return new HttpServerSettings(
        timeouts, maxHeaderBytes, maxRequestLineBytes, backlog, isEnabled, tls);
  }

  /** Returns these settings with TLS. */
  public HttpServerSettings withTls(SslContext context) {
    return new HttpServerSettings(
        timeouts, maxHeaderBytes, maxRequestLineBytes, backlog, isH2cEnabled, context);
  }
}
