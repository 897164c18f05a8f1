package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The protocol over HTTP/2, with the standard Java client. */
final class Http2Test {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(_ -> {}, settings -> settings.http(new HttpSettings(true, null)));

  private final HttpClient http = HttpClient.newBuilder().version(Version.HTTP_2).build();

  @AfterEach
  void close() {
    http.shutdownNow();
  }

  @Test
  void streamsTheSameEvents() throws Exception {
    HttpResponse<String> response =
        http.send(chat(ChatCall.of("Hello, over HTTP/2").body()), BodyHandlers.ofString());

    assertThat(response.version()).isEqualTo(Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .hasValue("text/event-stream; charset=utf-8");
    String turnId = response.headers().firstValue("turn-id").orElseThrow();
    assertThat(response.body()).isEqualTo(SERVER.client().transcript(turnId).raw());
  }

  @Test
  void rejectsAnOversizedBody() throws Exception {
    String body = "{\"message\":\"" + "word ".repeat(420_000) + "\"}";

    HttpResponse<String> response = http.send(chat(body), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(Reply.json(response.body()).path("code").asText()).isEqualTo("too_large");
    assertThat(
            http.send(chat(ChatCall.of("Hello, smaller").body()), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void closesTheUpstreamCallWhenAReaderResetsItsStream() throws Exception {
    ChatCall call = ChatCall.writing("Who gives up?").profile(TestProfiles.CANCELS_ON_DISCONNECT);
    HttpResponse<InputStream> response = http.send(chat(call.body()), BodyHandlers.ofInputStream());
    readSome(response.body());

    response.body().close();

    SERVER.awaitCallsClosed(1);
  }

  private static void readSome(InputStream stream) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().contains("\"type\":\"text\"")) {
      read.append(new String(stream.readNBytes(64), StandardCharsets.UTF_8));
    }
  }

  private static HttpRequest chat(String body) {
    return HttpRequest.newBuilder(SERVER.firstword().uri().resolve("/api/chat/stream"))
        .header("content-type", "application/json")
        .timeout(ServerFixture.WAIT_TIMEOUT)
        .POST(BodyPublishers.ofString(body))
        .build();
  }
}
