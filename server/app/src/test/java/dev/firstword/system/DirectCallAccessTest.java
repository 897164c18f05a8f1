package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.relay.server.HttpTimeouts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path of the provider-compatible APIs has the same checks. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class DirectCallAccessTest {

  private static final Caller ADA = new Caller("acme", "ada");

  private static ServerFixture server;
  private static String key;
  private static String operatorsKey;

  @BeforeAll
  static void start() {
    server =
        new ServerFixture(
            data -> {
              TestKeys keys = new TestKeys(data);
              key = keys.add(ADA, Role.USER);
              operatorsKey = keys.add(ADA, Role.OPERATOR);
            },
            settings -> settings);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/messages",
    "POST, /v1/messages/count_tokens",
    "POST, /v1/chat/completions",
    "POST, /v1/responses",
    "POST, /v1/responses/input_tokens",
    "GET, /v1/models",
    "GET, /v1/models/auto",
  })
  void needsAKeyInAHeader(String method, String path) {
    assertThat(send(method, path, "")).isEqualTo(401);
    assertThat(send(method, path, "x-api-key: fw_wrong\r\n")).isEqualTo(401);
    assertThat(send(method, path, "x-api-key: " + key + "\r\n")).isNotEqualTo(401);
  }

  /** A proxy in front may have read the other one. */
  @ParameterizedTest
  @CsvSource({
    "Authorization: Bearer, x-api-key:",
    "Authorization: Bearer, Authorization: Bearer",
    "x-api-key:, x-api-key:",
  })
  void takesSeveralKeysOnlyIfTheyAreTheSame(String first, String second) {
    String own = first + " " + key + "\r\n";

    assertThat(send("GET", "/v1/models", own + second + " " + key + "\r\n")).isEqualTo(200);
    assertThat(send("GET", "/v1/models", own + second + " fw_other\r\n")).isEqualTo(401);
    assertThat(send("GET", "/v1/models", second + " fw_other\r\n" + own)).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"api_key", "api-key", "key", "x-api-key", "access_token", "token"})
  void readsNoKeyFromTheAddress(String parameter) {
    try (LogCapture log = LogCapture.open()) {
      assertThat(send("GET", "/v1/models?" + parameter + "=" + key, "")).isEqualTo(401);
      assertThat(send("POST", "/v1/messages?" + parameter + "=" + key, "")).isEqualTo(401);

      assertThat(String.join("\n", log.lines())).doesNotContain(key);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/messages", "/v1/chat/completions", "/v1/responses"})
  void isNotForOperators(String path) {
    assertThat(send("POST", path, "x-api-key: " + operatorsKey + "\r\n")).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/messages", "/v1/chat/completions", "/v1/responses"})
  void letsGoOfAReaderThatTakesNothing(String path) throws IOException {
    String input =
        path.equals("/v1/responses")
            ? "\"input\":\"Write\",\"max_output_tokens\":60000"
            : "\"max_tokens\":60000,\"messages\":[{\"role\":\"user\",\"content\":\"Write\"}]";
    byte[] body =
        "{\"model\":\"%s\",\"stream\":true,%s}"
            .formatted(SimulatedModels.FLOODING, input)
            .getBytes(StandardCharsets.UTF_8);
    try (ServerFixture other =
            new ServerFixture(
                new HttpTimeouts(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(300)));
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(
          new InetSocketAddress(
              other.firstword().uri().getHost(), other.firstword().uri().getPort()));
      socket
          .getOutputStream()
          .write(
              ("POST "
                      + path
                      + " HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
                      + "Content-Length: "
                      + body.length
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);

      other.awaitCallsClosed(1);
    }
  }

  /** SDKs send one with a retry; two callers may have the same. */
  @Test
  void callsTheModelForEachRequestWithTheSameIdempotencyKey() {
    String headers = "x-api-key: " + key + "\r\nIdempotency-Key: one\r\n";
    String body =
        "{\"model\":\"%s\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
            .formatted(SimulatedModels.FAST);
    Client client = new Client(server.firstword().uri(), headers);
    long before = server.calls().calls();

    assertThat(client.post("/v1/messages", body).status()).isEqualTo(200);
    assertThat(client.post("/v1/messages", body).status()).isEqualTo(200);

    assertThat(server.calls().calls()).isEqualTo(before + 2);
  }

  private static int send(String method, String path, String headers) {
    Client client = new Client(server.firstword().uri(), headers);
    return (method.equals("GET") ? client.get(path) : client.post(path, "{}")).status();
  }
}
