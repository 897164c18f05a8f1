package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code ?strict}, a misspelled field is an error. Without, it is ignored. */
final class StrictRequestTest {

  private static final String MISSPELLED = "{\"message\":\"Hello\",\"max_ttft\":900}";

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/chat/stream?strict",
        "/api/chat/stream?strict=true",
        "/api/chat/stream?x=1&strict=1",
        "/api/jobs?strict"
      })
  void namesAnUnknownField(String target) {
    Reply reply = client.post(target, MISSPELLED);

    ProblemAssertions.assertProblem(reply, 422, "not_answerable");
    assertThat(reply.json().path("detail").asText()).contains("\"max_ttft\"");
  }

  @Test
  void acceptsWhatItKnows() {
    assertThat(client.post("/api/jobs?strict", ChatCall.of("Hello").body()).status())
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/jobs", "/api/jobs?strict=false"})
  void isAChoice(String target) {
    assertThat(client.post(target, MISSPELLED).status()).isEqualTo(202);
  }
}
