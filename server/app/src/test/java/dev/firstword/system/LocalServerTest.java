package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.app.config.Settings;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server without keys serves only its own machine, and no pages of other sites. */
final class LocalServerTest {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          _ -> {}, settings -> settings.allowedHosts(Set.of("chat.example.com", "here")));

  private final Client client = SERVER.client();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1",
        "127.0.0.1:9000",
        "127.1.2.3",
        "[::1]",
        "[::1]:8080",
        "chat.example.com",
        "Chat.Example.com:443"
      })
  void acceptsLocalHostNames(String host) throws IOException {
    assertThat(get("/api/conversations", "Host: " + host + "\r\n").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example.com",
        "evil.example.com:8080",
        "localhost.evil.example.com",
        "127.0.0.1.evil.example.com",
        "evil-localhost",
        "xchat.example.com",
        "chat.example.com.evil.com",
        "192.168.0.1",
        "0.0.0.0",
        "[::2]",
        "localhost:80@evil.com",
        ""
      })
  void rejectsOtherHostNames(String host) throws IOException {
    for (String target : List.of("/", "/api/about", "/api/conversations", "/healthz")) {
      Reply reply = get(target, "Host: " + host + "\r\n");

      assertThat(reply.status()).as(target).isIn(400, 421);
      assertThat(reply.header("content-type")).hasValue("application/problem+json");
    }
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void explainsARejectedHost() throws IOException {
    ProblemAssertions.assertProblem(get("/", "Host: evil.example.com\r\n"), 421, "wrong_host");
  }

  @Test
  void preventsDnsRebinding() throws IOException {
    byte[] body =
        ChatCall.of("Who are you?").body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (RawConnection connection = client.connect()) {
      connection.send(
          "POST /api/chat/stream HTTP/1.1\r\nHost: evil.example.com\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + body.length
              + "\r\n\r\n");
      connection.send(body);

      ProblemAssertions.assertProblem(connection.read(), 421, "wrong_host");
    }
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void acceptsRequestsWithoutAHost() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send("GET /healthz HTTP/1.0\r\n\r\n");

      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @Test
  void rejectsCrossSiteApiRequests() throws IOException {
    String local = "Host: localhost\r\n";

    Reply refused = get("/api/conversations", local + "Sec-Fetch-Site: cross-site\r\n");

    ProblemAssertions.assertProblem(refused, 403, "cross_site");
    assertThat(get("/", local + "Sec-Fetch-Site: cross-site\r\n").status()).isEqualTo(200);
    for (String near : List.of("same-origin", "none")) {
      assertThat(get("/api/about", local + "Sec-Fetch-Site: " + near + "\r\n").status())
          .isEqualTo(200);
    }
  }

  @Test
  void ignoresCredentials() {
    Client other = SERVER.client("fw_nothing");

    assertThat(other.get("/api/conversations").status()).isEqualTo(200);
  }

  @Test
  void refusesToListenPubliclyWithoutKeys(@TempDir Path data) {
    Settings everywhere = Settings.DEFAULTS.toBuilder().host("0.0.0.0").port(0).data(data).build();

    assertThatThrownBy(() -> Firstword.start(everywhere))
        .hasMessageContaining("host 0.0.0.0 can be reached from other machines")
        .hasMessageContaining("firstword keys add");
  }

  @Test
  void listensPubliclyOnceAKeyExistsEvenIfRevoked(@TempDir Path data) {
    TestKeys keys = new TestKeys(data);
    keys.revoke(keys.add(new Caller("acme", "ada"), Role.USER));
    Settings everywhere = Settings.DEFAULTS.toBuilder().host("0.0.0.0").port(0).data(data).build();

    try (Firstword firstword = Firstword.start(everywhere)) {
      Client nobody =
          new Client(java.net.URI.create("http://127.0.0.1:" + firstword.uri().getPort()));
      ProblemAssertions.assertProblem(nobody.get("/api/conversations"), 401, "unauthorized");
    }
  }

  private Reply get(String target, String headers) throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send("GET " + target + " HTTP/1.1\r\n" + headers + "\r\n");
      return connection.read();
    }
  }
}
