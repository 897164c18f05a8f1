package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key that is replaced is sent from the next call on. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
final class ReplacedKeyTest {

  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);
  private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String bearer = exchange.getRequestHeaders().getFirst("authorization");
          String key = exchange.getRequestHeaders().getFirst("x-api-key");
          keys.add(bearer == null ? String.valueOf(key) : bearer);
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    loop.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC, first, second",
    "OPENAI, Bearer first, Bearer second",
    "RESPONSES, Bearer first, Bearer second"
  })
  void isSentFromTheNextCallOn(Dialect dialect, String before, String after) throws Exception {
    KeyedProvider provider =
        Providers.open(
            new ProviderEndpoint(
                "it",
                dialect,
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                "first",
                Map.of()),
            loop.transport,
            Clock.system());
    assertThat(sentKey(provider)).isEqualTo(before);

    provider.replaceKey("second");

    assertThat(sentKey(provider)).isEqualTo(after);
    assertThatThrownBy(() -> provider.replaceKey("caf\u00e9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("caf");
    assertThat(sentKey(provider)).isEqualTo(after);
  }

  private String sentKey(KeyedProvider provider) throws InterruptedException {
    loop.onLoop(() -> provider.describe("some-model", _ -> {}));
    return Objects.requireNonNull(keys.poll(10, TimeUnit.SECONDS));
  }
}
