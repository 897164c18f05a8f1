package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code ?strict}, a misspelled field is an error. Without, it is ignored with a warning. */
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

  @Test
  void namesWhatIsIgnoredInTheStartEvent() {
    ChatCall call = ChatCall.of("Hello, you").with("max_ttft", "900").with("modell", "fast");

    assertThat(warnings(client.answer(call)))
        .containsExactly("The field \"max_ttft\" is unknown.", "The field \"modell\" is unknown.");
    assertThat(client.answer(ChatCall.of("Hello again")).events().getFirst().data())
        .doesNotContain("warnings");
  }

  @Test
  void namesAtMostTenFieldsThatAreIgnored() {
    ChatCall call = ChatCall.of("Hello, all of you");
    for (int i = 0; i < 1_000; i++) {
      call = call.with("field" + i, "x".repeat(i));
    }

    assertThat(warnings(client.answer(call))).hasSize(10);
  }

  @Test
  void namesWhatIsIgnoredInTheTurnOfAJob() {
    ChatCall call = ChatCall.of("Hello, later").with("max_ttft", "900");
    String jobId = client.submit(call).json().path("job_id").asText();
    ServerFixture.awaitTrue(
        () -> client.job(jobId).json().path("state").asText().equals("succeeded"));

    String turnId = client.job(jobId).json().path("turn_id").asText();
    assertThat(warnings(client.transcript(turnId)))
        .containsExactly("The field \"max_ttft\" is unknown.");
  }

  private static List<String> warnings(Transcript answer) {
    List<String> warnings = new ArrayList<>();
    answer
        .events()
        .getFirst()
        .json()
        .path("warnings")
        .forEach(warning -> warnings.add(warning.asText()));
    return warnings;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/jobs", "/api/jobs?strict=false"})
  void isAChoice(String target) {
    assertThat(client.post(target, MISSPELLED).status()).isEqualTo(202);
  }
}
