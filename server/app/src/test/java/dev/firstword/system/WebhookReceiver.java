package dev.firstword.system;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/** A webhook receiver that records what it gets. */
public final class WebhookReceiver implements AutoCloseable {

  public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final HttpServer server;
  private final List<ReceivedWebhook> received = new CopyOnWriteArrayList<>();

  /** A received webhook. */
  public record ReceivedWebhook(Headers headers, String body) {

    public String id() {
      return headers.getFirst("webhook-id");
    }

    /** Verifies the signature as a receiver does; throws if the sender is another. */
    public void verify() throws Exception {
      new Webhook(SECRET).verify(body, HttpHeaders.of(headers, (_, _) -> true));
    }
  }

  /**
   * Starts listening.
   *
   * @param status the status of the response to each request, by its number from 0
   */
  public WebhookReceiver(IntUnaryOperator status) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", exchange -> answer(exchange, status));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** Returns a receiver that accepts everything. */
  public static WebhookReceiver accepting() {
    return new WebhookReceiver(_ -> 204);
  }

  private void answer(HttpExchange exchange, IntUnaryOperator status) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int code;
      synchronized (this) {
        code = status.applyAsInt(received.size());
        received.add(new ReceivedWebhook(exchange.getRequestHeaders(), body));
      }
      exchange.getResponseHeaders().add("location", "/elsewhere");
      exchange.sendResponseHeaders(code, -1);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  public List<ReceivedWebhook> received() {
    return List.copyOf(received);
  }

  /** Waits until the given number of webhooks has arrived, and returns the last. */
  public ReceivedWebhook await(int count) {
    ServerFixture.awaitTrue(() -> received.size() >= count);
    return received.get(count - 1);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
