package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.blocking.ResponseHead;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files, for any path and any client. */
final class PageTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @BeforeAll
  static void addFiles() throws IOException {
    Files.createDirectories(SERVER.page().resolve("assets"));
    Files.writeString(SERVER.page().resolve("assets/index-B1.a_2.js"), "export {};");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 2_000, 4_000})
  void isServedForAPathOfAnyNumberOfSegments(int segments) {
    assertThat(client.get("/a".repeat(segments)).body()).contains("The page");
    assertThat(client.get("/".repeat(segments)).body()).contains("The page");
    assertThat(client.get("/" + "a.".repeat(segments)).body()).contains("The page");
    assertThat(client.get("/a".repeat(segments) + ".js").status()).isEqualTo(404);
  }

  @Test
  void servesAFileByItsName() {
    Reply reply = client.get("/assets/index-B1.a_2.js");

    assertThat(reply.header("content-type")).hasValue("text/javascript; charset=utf-8");
    assertThat(reply.body()).isEqualTo("export {};");
  }

  /** So that the page's own beacons have an origin. */
  @Test
  void tellsNoOtherSiteWhereItsVisitorsCameFrom() {
    assertThat(client.get("/").header("referrer-policy")).hasValue("same-origin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br | true",
        "*;q=0.5           | true",
        "identity;q=0, *   | true",
        "gzip;q=0          | false",
        "GZIP ; q=0.0      | false",
        "*;q=0             | false",
        "br                | false"
      })
  void isCompressedForClientsThatAcceptIt(String accepted, boolean isCompressed)
      throws IOException {
    assertThat(encodingFor("Accept-Encoding: " + accepted + "\r\n"))
        .isEqualTo(isCompressed ? "gzip" : "none");
  }

  @Test
  void considersEveryHeaderLine() throws IOException {
    assertThat(encodingFor("Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n")).isEqualTo("gzip");
    assertThat(encodingFor("")).isEqualTo("none");
  }

  private String encodingFor(String headers) throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send("GET / HTTP/1.1\r\nHost: here\r\n" + headers + "\r\n");
      ResponseHead head = connection.readHead();

      assertThat(head.header("vary")).hasValue("accept-encoding");
      return head.header("content-encoding").orElse("none");
    }
  }
}
