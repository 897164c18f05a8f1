package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client with a wrong base URL is told the right one, and gets no page. */
final class UnknownPathTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/openai/v1/chat/completions",
        "/anthropic/v1/messages",
        "/v1beta/models/gemini:generateContent",
        "/v2/chat",
        "/v1/v1/messages",
        "/api/v1/chat/completions",
        "/chat/completions",
        "/responses",
        "/messages",
        "/models",
        "/openai"
      })
  void tellsTheRightBaseUrl(String path) {
    String hint = "the base URL of this server with /v1 behind it";
    assertUnknown(client.get(path), path, hint);
    assertUnknown(client.post(path, "{}"), path, hint);
    assertThat(client.get(path).json().at("/error/message").asText())
        .as("where the SDKs of providers look")
        .contains(hint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/embeddings", "/v1", "/api/unknown", "/api"})
  void isNoPageInAnApi(String path) {
    assertUnknown(client.get(path), path, "There is nothing at " + path + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openais", "/models-of-ours", "/conversations/v1", "/chat"})
  void isAPageEverywhereElse(String path) {
    assertThat(client.get(path).body()).contains("The page");
  }

  private static void assertUnknown(Reply reply, String path, String detail) {
    assertThat(reply.status()).as(path).isEqualTo(404);
    assertThat(reply.header("content-type")).hasValue("application/problem+json");
    assertThat(reply.json().path("detail").asText()).contains(detail);
  }
}
