package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Models that decline to answer, before and after their first word. */
final class RefusalTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void anotherModelAnswersAndItsNameIsTold() {
    ChatCall question = ChatCall.of("Why do tides come twice a day?");
    String usual = models(client.answer(question)).getFirst();
    SERVER.faults(Fault.always(FaultKind.REFUSAL).afterTokens(0).forModel(usual));

    Transcript answer = client.answer(question.with("message", "And why not once a day?"));

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(answer.text()).isNotBlank();
    assertThat(answer.ofType("discard")).isEmpty();
    assertThat(models(answer)).hasSize(2).startsWith(usual).doesNotHaveDuplicates();
    JsonNode declined = waterfall(answer).path("declined");
    assertThat(declined).hasSize(1);
    assertThat(declined.path(0).path("model").asText()).isEqualTo(usual);
    assertThat(answer.ending().json().path("usage").path("input_tokens").asLong())
        .as("that of both attempts")
        .isGreaterThan(declined.path(0).path("usage").path("input_tokens").asLong());
  }

  private static List<String> models(Transcript answer) {
    return answer.ofType("model").stream().map(each -> each.field("model")).toList();
  }

  @Test
  void whatWasWrittenIsWithdrawnAndNotKept() {
    SERVER.faults(Fault.always(FaultKind.REFUSAL).afterTokens(5));

    Transcript answer = client.answer(ChatCall.of("What about this?").model(SimulatedModels.FAST));

    assertThat(answer.text()).as("shown at first").isNotBlank();
    assertThat(answer.ofType("discard"))
        .singleElement()
        .satisfies(event -> assertThat(event.json().path("kept").asInt()).isZero());
    assertThat(answer.ending().type()).isEqualTo("error");
    assertThat(answer.ending().field("code")).isEqualTo("model_declined");
    assertThat(answer.ending().field("action")).isEqualTo("edit");
    String conversation = answer.events().getFirst().field("conversation_id");
    assertThat(client.get("/api/conversations/" + conversation).body())
        .doesNotContain(answer.text().substring(0, 10));
  }

  @Test
  void operatorsSeeTheCategoryAndTheUsageOfEachAttempt() {
    SERVER.faults(Fault.always(FaultKind.REFUSAL).afterTokens(0));

    Transcript answer = client.answer(ChatCall.of("What about that?"));

    assertThat(answer.ending().field("code")).isEqualTo("model_declined");
    JsonNode declined = waterfall(answer).path("declined");
    assertThat(declined).as("nobody is asked until one agrees").hasSize(2);
    assertThat(declined.path(0).path("category").asText()).isEqualTo("general_harms");
    assertThat(declined.path(0).path("usage").path("input_tokens").asLong()).isPositive();
    assertThat(declined.path(0).path("model").asText())
        .isNotEqualTo(declined.path(1).path("model").asText());
    assertThat(client.get("/metrics").body())
        .contains("firstword_model_refusals_total{category=\"general_harms\"");
  }

  private JsonNode waterfall(Transcript answer) {
    String path = "/api/latency/turns/" + answer.events().getFirst().field("turn_id");
    ServerFixture.awaitTrue(() -> client.get(path).status() == 200);
    return client.get(path).json();
  }
}
