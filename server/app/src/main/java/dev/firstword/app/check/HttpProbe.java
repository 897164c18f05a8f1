package dev.firstword.app.check;

import dev.firstword.relay.time.Clock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Sends requests that change nothing, follows no redirects, and compares clocks. */
final class HttpProbe implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  private final Clock clock;
  private final ClockSamples clocks;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  HttpProbe(Clock clock, ClockSamples clocks) {
    this.clock = clock;
    this.clocks = clocks;
  }

  /** The result of a request. */
  sealed interface Outcome {

    /**
     * The server answered.
     *
     * @param certificate that of the server; null without TLS
     */
    record Answered(int status, String body, Duration time, @Nullable X509Certificate certificate)
        implements Outcome {}

    /** No answer came. */
    record Unreachable(String reason, String remedy) implements Outcome {}
  }

  Instant now() {
    return clock.instant();
  }

  Outcome head(URI uri) throws InterruptedException {
    return send("HEAD", uri, Map.of());
  }

  Outcome get(URI uri, Map<String, String> headers) throws InterruptedException {
    return send("GET", uri, headers);
  }

  private Outcome send(String method, URI uri, Map<String, String> headers)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).method(method, BodyPublishers.noBody());
    headers.forEach(request::header);
    Instant before = clock.instant();
    try {
      HttpResponse<String> response =
          http.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BODY_BYTES));
      Instant after = clock.instant();
      response
          .headers()
          .firstValue("date")
          .flatMap(HttpProbe::parseDate)
          .ifPresent(date -> clocks.add(uri.getHost(), date, before, after));
      return new Outcome.Answered(
          response.statusCode(),
          response.body(),
          Duration.between(before, after),
          response.sslSession().map(HttpProbe::certificate).orElse(null));
    } catch (IOException e) {
      return unreachable(uri, e);
    }
  }

  private static Optional<Instant> parseDate(String date) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static @Nullable X509Certificate certificate(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
    } catch (SSLPeerUnverifiedException _) {
      return null;
    }
  }

  private static Outcome.Unreachable unreachable(URI uri, IOException failure) {
    String host = uri.getHost();
    if (has(failure, CertificateExpiredException.class)) {
      return new Outcome.Unreachable(
          "The certificate of " + host + " has expired.",
          "Compare the clock first. Its owner has to renew it.");
    }
    if (has(failure, CertificateNotYetValidException.class)) {
      return new Outcome.Unreachable(
          "The certificate of " + host + " is not valid yet.",
          "Compare the clock: it is most likely behind.");
    }
    if (has(failure, SSLException.class)) {
      return new Outcome.Unreachable(
          "The TLS handshake with " + host + " failed: " + failure.getMessage() + ".",
          "Check the name in the address, and whether Java trusts the certificate's issuer.");
    }
    if (has(failure, UnresolvedAddressException.class)
        || has(failure, UnknownHostException.class)) {
      return new Outcome.Unreachable(
          "The name " + host + " has no address.", "Check its spelling, and the name server.");
    }
    if (failure instanceof HttpTimeoutException) {
      return new Outcome.Unreachable(
          host + " did not answer in time.",
          "Check the firewall, and whether this machine may reach the internet.");
    }
    if (failure instanceof ConnectException) {
      return new Outcome.Unreachable(
          host + " refuses connections on port " + port(uri) + ".",
          "Start it, or correct the address.");
    }
    return new Outcome.Unreachable(
        "The connection to " + host + " failed: " + failure + ".",
        "Try the address with curl from this machine.");
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private static boolean has(Throwable failure, Class<? extends Exception> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
