package dev.firstword.adapters.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.firstword.core.webhook.AddressGuard.ForbiddenAddressException;
import dev.firstword.core.webhook.WebhookSender.Delivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sends webhooks and refuses forbidden addresses. 127.0.0.1 stands for a public address, 127.0.0.2
 * for a private one.
 */
@SuppressWarnings("NullAway.Init") // set by JUnit
final class HttpWebhookSenderTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T09:30:00Z"));

  private final AtomicInteger received = new AtomicInteger();
  private final Queue<String> answers = new ArrayDeque<>();
  private HttpServer server;
  private int status = 204;
  private String retryAfter = "";
  private long bodyLength = -1;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            received.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("location", "/elsewhere");
            if (!retryAfter.isEmpty()) {
              exchange.getResponseHeaders().add("retry-after", retryAfter);
            }
            exchange.sendResponseHeaders(status, bodyLength);
            if (bodyLength >= 0) {
              byte[] piece = new byte[64 * 1024];
              while (true) {
                exchange.getResponseBody().write(piece);
              }
            }
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void resolvesANameOnceAndConnectsToTheCheckedAddress() {
    answers.addAll(List.of("127.0.0.1", "127.0.0.2"));

    assertThat(send("http://receiver.test:" + port() + "/"))
        .isEqualTo(new Delivery.Responded(204, null));

    assertThat(answers).containsExactly("127.0.0.2");
    assertThat(received).hasValue(1);
  }

  @Test
  void doesNotConnectWhenTheNameResolvesToAPrivateAddress() {
    answers.add("127.0.0.2");

    assertThat(send("http://receiver.test:" + port() + "/"))
        .isInstanceOf(Delivery.NoResponse.class);

    assertThat(received).hasValue(0);
  }

  @Test
  void doesNotConnectToALiteralPrivateAddress() {
    assertThat(send("http://127.0.0.2:" + port() + "/")).isInstanceOf(Delivery.NoResponse.class);
    assertThat(send("http://[::1]:" + port() + "/")).isInstanceOf(Delivery.NoResponse.class);
    assertThat(send("http://[::ffff:127.0.0.2]:" + port() + "/"))
        .isInstanceOf(Delivery.NoResponse.class);

    assertThat(received).hasValue(0);
  }

  @Test
  void rejectsANameWithPublicAndPrivateAddresses() {
    SocketAddressGuard guard =
        new SocketAddressGuard(
            _ -> List.of(address("127.0.0.1"), address("127.0.0.2")),
            false,
            HttpWebhookSenderTest::isPublic);

    assertThatThrownBy(() -> guard.requireAllowed("receiver.test"))
        .isInstanceOf(ForbiddenAddressException.class);
  }

  @Test
  void followsNoRedirect() {
    status = 302;

    assertThat(send("http://127.0.0.1:" + port() + "/"))
        .isEqualTo(new Delivery.Responded(302, null));

    assertThat(received).hasValue(1);
  }

  @Test
  void readsRetryAfterFromABusyReceiver() {
    status = 429;
    retryAfter = "90";
    assertThat(send("http://127.0.0.1:" + port() + "/"))
        .isEqualTo(new Delivery.Responded(429, Duration.ofSeconds(90)));

    status = 503;
    retryAfter = "Sun, 22 Nov 2026 09:31:00 GMT";
    assertThat(send("http://127.0.0.1:" + port() + "/"))
        .isEqualTo(new Delivery.Responded(503, Duration.ofMinutes(1)));

    retryAfter = "soon";
    assertThat(send("http://127.0.0.1:" + port() + "/"))
        .isEqualTo(new Delivery.Responded(503, null));
  }

  /** Reading the body to its end would never finish. */
  @Test
  void doesNotReadAnEndlessBody() {
    status = 200;
    bodyLength = 0;

    assertThat(send("http://127.0.0.1:" + port() + "/"))
        .isEqualTo(new Delivery.Responded(200, null));
  }

  private static boolean isPublic(InetAddress address) {
    return address.getHostAddress().equals("127.0.0.1");
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private Delivery send(String url) {
    SocketAddressGuard guard =
        new SocketAddressGuard(
            _ -> List.of(address(answers.remove())), false, HttpWebhookSenderTest::isPublic);
    try (HttpWebhookSender sender =
        HttpWebhookSender.guarded(
            guard, new StandardWebhookSigner("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), CLOCK)) {
      return sender.send(url, "evt_1", "{}");
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getAllByName(literal)[0];
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
