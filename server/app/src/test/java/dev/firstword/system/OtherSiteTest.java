package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server without keys trusts the browser's user, but not every page that the browser shows. The
 * requests are those that a page can make a browser send without asking the server first.
 */
final class OtherSiteTest {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          _ -> {}, settings -> settings.allowedHosts(Set.of("chat.example.com", "here")));

  private static final String LOCAL = "Host: localhost:8080\r\n";

  private final Client client = SERVER.client();

  @AfterEach
  void nothingOfAnotherSiteIsStored() {
    assertThat(client.get("/api/documents").body()).doesNotContain("planted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "https://evil.example",
        "http://evil.example:8080",
        "HTTP://EVIL.EXAMPLE",
        "http://localhost.evil.example:8080",
        "http://localhost:8080.evil.example",
        "http://localhost:8080@evil.example",
        "http://chat.example.com.evil.example",
        "http://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://192.168.0.1:8080",
        "null",
        "",
        "file://",
        "chrome-extension://abcdefghijklmnop",
        "localhost:8080",
        "http://localhost:8080 http://evil.example"
      })
  void isRejectedByItsOriginAlone(String origin) throws IOException {
    assertRejected(LOCAL + "Origin: " + origin + "\r\n");
    assertRejected(LOCAL + "Origin: " + origin + "\r\nSec-Fetch-Site: none\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "Cross-Site", "SAME-SITE", "unheard-of", ""})
  void isRejectedByWhatTheBrowserSays(String site) throws IOException {
    assertRejected(LOCAL + "Sec-Fetch-Site: " + site + "\r\n");
    assertRejected(LOCAL + "Origin: http://localhost:8080\r\nSec-Fetch-Site: " + site + "\r\n");
  }

  @Test
  void isRejectedEvenIfAProxyMakesItLookLikeTheSameOrigin() throws IOException {
    assertRejected(LOCAL + "Origin: http://evil.example\r\nSec-Fetch-Site: same-origin\r\n");
  }

  @Test
  void isRejectedWithoutAHost() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send("GET /api/about HTTP/1.0\r\nOrigin: http://evil.example\r\n\r\n");

      assertThat(connection.readUntilClosed()).startsWith("HTTP/1.0 403");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, http://localhost:8080",
    "LOCALHOST:8080, http://localhost:8080",
    "127.0.0.1:8080, http://127.0.0.1:8080",
    "[::1]:8080, http://[::1]:8080",
    "localhost, http://localhost",
    "localhost:80, http://localhost",
    "chat.example.com, http://chat.example.com",
    "chat.example.com, https://chat.example.com",
    "chat.example.com:443, https://chat.example.com",
    "chat.example.com, https://Chat.Example.com:8443",
    "127.0.0.1:8080, https://chat.example.com"
  })
  void isNotWhatTheServersOwnPageIs(String host, String origin) throws IOException {
    String headers = "Host: " + host + "\r\nOrigin: " + origin + "\r\n";

    assertAccepted(headers);
    assertAccepted(headers + "Sec-Fetch-Site: same-origin\r\n");
  }

  /** It forwards to this server under this server's own name. */
  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:5173", "http://127.0.0.1:5173", "http://[::1]:5173"})
  void isNotADevelopmentServerOnThisMachine(String origin) throws IOException {
    assertAccepted(
        "Host: 127.0.0.1:8080\r\nOrigin: " + origin + "\r\nSec-Fetch-Site: same-origin\r\n");
  }

  /** A referrer policy of {@code no-referrer} empties the origin of a page's beacons. */
  @Test
  void isNotABeaconOfTheServersOwnPage() throws IOException {
    assertAccepted(LOCAL + "Origin: null\r\nSec-Fetch-Site: same-origin\r\n");
  }

  @Test
  void isNotAProgram() throws IOException {
    assertAccepted(LOCAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none"})
  void mayLinkToThePage(String site) throws IOException {
    String navigation =
        LOCAL
            + "Sec-Fetch-Site: "
            + site
            + "\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";

    for (String target : new String[] {"/", "/conversations/conv_x"}) {
      assertThat(send("GET", target, navigation).status()).isEqualTo(200);
      assertThat(send("GET", target, navigation + "Origin: http://evil.example\r\n").status())
          .isEqualTo(200);
    }
  }

  private void assertRejected(String headers) throws IOException {
    ProblemAssertions.assertProblem(
        send("POST", "/api/documents?title=planted", headers), 403, "cross_site");
    ProblemAssertions.assertProblem(send("GET", "/api/conversations", headers), 403, "cross_site");
    assertThat(send("POST", "/v1/chat/completions", headers).status()).isEqualTo(403);
  }

  private void assertAccepted(String headers) throws IOException {
    assertThat(send("POST", "/api/documents?title=mine", headers).status()).isEqualTo(201);
    assertThat(send("GET", "/api/conversations", headers).status()).isEqualTo(200);
  }

  private Reply send(String method, String target, String headers) throws IOException {
    String body = method.equals("POST") ? "Some text." : "";
    try (RawConnection connection = client.connect()) {
      connection.send(
          method
              + " "
              + target
              + " HTTP/1.1\r\n"
              + headers
              + "Content-Type: text/plain\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      return connection.read();
    }
  }
}
