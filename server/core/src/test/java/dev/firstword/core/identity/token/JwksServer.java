package dev.firstword.core.identity.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer that publishes its keys over real HTTP and can fail in several ways. */
final class JwksServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger fetchCount = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Handler answer = exchange -> respond(exchange, 200, "{\"keys\":[]}");

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  JwksServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          fetchCount.incrementAndGet();
          answer.handle(exchange);
        });
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
  }

  /** Returns how often the keys were fetched. */
  int fetchCount() {
    return fetchCount.get();
  }

  void publish(JWK... keys) {
    respondWith(200, new JWKSet(List.of(keys)).toString(true));
  }

  void respondWith(int status, String body) {
    answer = exchange -> respond(exchange, status, body);
  }

  void redirectTo(URI address) {
    answer =
        exchange -> {
          exchange.getResponseHeaders().add("location", address.toString());
          respond(exchange, 302, "");
        };
  }

  /** Responds endlessly: with unlimited data, or slowly without end. */
  void respondEndlessly(boolean fast) {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            byte[] part = fast ? " ".repeat(16 * 1024).getBytes(UTF_8) : new byte[] {' '};
            do {
              out.write(part);
              out.flush();
            } while (fast || !isClosedWithin50Ms());
          }
        };
  }

  private boolean isClosedWithin50Ms() {
    try {
      return closed.await(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
