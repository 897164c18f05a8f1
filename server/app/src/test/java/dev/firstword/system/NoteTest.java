package dev.firstword.system;

import static dev.firstword.system.ToolRestartTest.assertAccepted;
import static dev.firstword.system.ToolRestartTest.awaitRunning;
import static dev.firstword.system.ToolRestartTest.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import dev.firstword.simulator.tools.AgentSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What models that hide their thoughts tell readers, with and without tools. */
final class NoteTest {

  private static final String MODEL = "claude-opus-5-5";
  private static final Duration SOON = Duration.ofMillis(10);

  private static final ModelSettings SIMULATED =
      new ModelSettings(4, 10, 2_000)
          .withOutputTokens(10)
          .withThinking(new ThinkingSettings(5, 10, ThinkingDisplay.OMITTED))
          .withAgent(AgentSettings.ofSteps(List.of(List.of("weather"))));

  private static ServerFixture server() {
    CatalogueModelSettings model = new CatalogueModelSettings(MODEL, "", 1, SOON, SOON, 1_000);
    ServerFixture server = new ServerFixture(_ -> {}, settings -> settings.models(List.of(model)));
    server.model(MODEL, SIMULATED);
    return server;
  }

  @Test
  void aTurnWithToolsHasNotesThatAreNeitherThoughtNorAnswer() {
    try (ServerFixture server = server()) {
      Client client = server.client();
      EventStream stream = client.ask(ChatCall.of("How is it outside?").tools("weather"));
      String call = awaitRunning(stream, "weather");
      assertAccepted(post(client, stream.turnId(), call, "sunny"), call);
      Transcript answer = stream.awaitEnd();

      assertThat(answer.ending().type()).isEqualTo("done");
      assertThat(answer.ofType("note"))
          .singleElement()
          .satisfies(note -> assertThat(note.field("text")).startsWith("I look up"));
      assertThat(answer.types().indexOf("note")).isLessThan(answer.types().indexOf("tool_call"));
      assertThat(answer.text()).contains("sunny").doesNotContain("I look up");
      assertThat(answer.ofType("thinking"))
          .as("a note is no headline of a thought")
          .noneMatch(event -> event.json().has("headline"));
      assertThat(server.calls().rejected()).as("the note went back as it came").isZero();

      Transcript next =
          client.answer(
              ChatCall.of("Thanks")
                  .inConversation(answer.events().getFirst().field("conversation_id")));

      assertThat(next.ending().type()).isEqualTo("done");
      assertThat(server.calls().rejected()).isZero();
    }
  }

  @Test
  void aTurnWithoutToolsHasSummaries() {
    try (ServerFixture server = server()) {
      Transcript answer = server.client().answer(ChatCall.of("What is a tide?"));

      assertThat(answer.ofType("note")).isEmpty();
      assertThat(answer.ofType("thinking")).anyMatch(event -> event.json().has("headline"));
      assertThat(server.calls().rejected()).isZero();
    }
  }
}
