package dev.firstword.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers one request after another by a script, for what a real server does only when it fails.
 */
final class ScriptedServer implements AutoCloseable {

  /** The answer to one request. */
  interface Reply {
    void send(HttpExchange exchange, CountDownLatch closing) throws IOException;
  }

  private static final int HOLD_SECONDS = 10;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger served = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  ScriptedServer(Reply... replies) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Last-Event-ID")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
          replies[Math.min(served.getAndIncrement(), replies.length - 1)].send(exchange, closing);
          exchange.close();
        });
    server.start();
  }

  /** The requests so far: method, path, {@code Last-Event-ID} and {@code Idempotency-Key}. */
  List<String> requests() {
    return requests;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A stream of the given lines, which then ends. */
  static Reply stream(String lines) {
    return (exchange, _) -> write(exchange, lines);
  }

  /** A stream of the given lines that stays open and silent. */
  static Reply silentAfter(String lines) {
    return (exchange, closing) -> {
      OutputStream body = write(exchange, lines);
      body.flush();
      try {
        closing.await(HOLD_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** A response that is not a stream. */
  static Reply response(int status, String type, String body, String retryAfter) {
    return (exchange, _) -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", type);
      if (!retryAfter.isEmpty()) {
        exchange.getResponseHeaders().add("Retry-After", retryAfter);
      }
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    };
  }

  private static OutputStream write(HttpExchange exchange, String lines) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream; charset=utf-8");
    exchange.getResponseHeaders().add("Turn-Id", "turn_1");
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    body.write(lines.getBytes(StandardCharsets.UTF_8));
    return body;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }
}
