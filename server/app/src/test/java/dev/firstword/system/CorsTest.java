package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.app.config.CorsSettings;
import dev.firstword.app.config.HttpSettings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins that the settings name use the API; all others do not. */
final class CorsTest {

  private static final String PAGE = "https://chat.example.com";

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(_ -> {}, settings -> settings.http(cors(Set.of(PAGE), true)));

  private final Client client = SERVER.client();

  private static HttpSettings cors(Set<String> origins, boolean allowsCredentials) {
    return new HttpSettings(
        false, null, new CorsSettings(origins, allowsCredentials, Duration.ofMinutes(5)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/api/about"})
  void letsANamedPageReadAnswers(String target) {
    Reply reply =
        client.send("GET", target, "Origin: " + PAGE + "\r\nSec-Fetch-Site: cross-site\r\n");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("access-control-allow-origin")).contains(PAGE);
    assertThat(reply.header("access-control-allow-credentials")).contains("true");
    assertThat(reply.header("access-control-expose-headers").orElseThrow())
        .contains("request-id", "x-request-id", "retry-after", "turn-id");
    assertThat(reply.header("vary").orElseThrow()).contains("Origin");
  }

  @Test
  void answersABrowserThatAsksFirst() {
    Reply reply =
        client.send(
            "OPTIONS",
            "/v1/messages",
            "Origin: "
                + PAGE
                + "\r\nAccess-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: authorization,x-stainless-os\r\n");

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header("access-control-allow-origin")).contains(PAGE);
    assertThat(reply.header("access-control-allow-methods").orElseThrow()).contains("POST");
    assertThat(reply.header("access-control-allow-headers"))
        .contains("authorization,x-stainless-os");
    assertThat(reply.header("access-control-max-age")).contains("300");
  }

  /** A page sees an error only with the same headers. */
  @Test
  void letsANamedPageReadErrors() {
    Reply reply = client.send("GET", "/v1/no-such-thing", "Origin: " + PAGE + "\r\n");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("access-control-allow-origin")).contains(PAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://chat.example.com",
        "https://chat.example.com:8443",
        "https://chat.example.com.evil.example",
        "https://evil.example",
        "https://a.chat.example.com",
        "HTTPS://CHAT.EXAMPLE.COM",
        "null",
        "*"
      })
  void givesNoHeadersToOthers(String origin) {
    for (String method : new String[] {"GET", "OPTIONS"}) {
      Reply reply =
          client.send(
              method,
              "/v1/models",
              "Origin: " + origin + "\r\nAccess-Control-Request-Method: GET\r\n");

      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.header("access-control-allow-origin")).isEmpty();
      assertThat(reply.header("access-control-allow-headers")).isEmpty();
    }
  }

  /** DNS rebinding: the name in the address is the attacker's. */
  @Test
  void stillRefusesAHostThatIsNotItsOwn() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send(
          "GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nOrigin: "
              + PAGE
              + "\r\nConnection: close\r\n\r\n");

      assertThat(connection.readUntilClosed())
          .startsWith("HTTP/1.1 4")
          .doesNotContainIgnoringCase("access-control");
    }
  }

  @Test
  void saysThatItsAnswersDependOnTheOrigin() {
    assertThat(client.get("/v1/models").header("vary").orElseThrow()).contains("Origin");
  }

  @Test
  void lettingEveryPageInNeedsKeys() {
    assertThatThrownBy(
            () -> new ServerFixture(_ -> {}, settings -> settings.http(cors(Set.of("*"), false))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("cors.allowed_origins");
  }

  @Test
  void letsEveryPageInWithAKey() {
    String[] key = new String[1];
    try (ServerFixture server =
        new ServerFixture(
            data -> key[0] = new TestKeys(data).add(new Caller("acme", "ada"), Role.USER),
            settings -> settings.http(cors(Set.of("*"), false)))) {
      Client page =
          new Client(
              server.firstword().uri(),
              "Origin: https://any.example\r\nx-api-key: " + key[0] + "\r\n");
      Client sandbox = new Client(server.firstword().uri(), "Origin: null\r\n");

      Reply reply = page.get("/v1/models");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("access-control-allow-origin")).contains("*");
      assertThat(reply.header("access-control-allow-credentials")).isEmpty();
      assertThat(sandbox.get("/v1/models").header("access-control-allow-origin")).isEmpty();
    }
  }
}
