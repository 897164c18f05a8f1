package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.sse.ReceivedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns of models that think before they answer. */
final class ThinkingTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void showsWhatTheModelThinksAboutBeforeItsAnswer() {
    Transcript answer = client.answer(ask("What is it about?", SimulatedModels.SUMMARIZING));

    List<ReceivedEvent> thoughts = answer.ofType("thinking");
    assertThat(thoughts.getFirst().field("state")).isEqualTo("started");
    assertThat(thoughts.getLast().field("state")).isEqualTo("finished");
    assertThat(thoughts.getLast().field("headline")).isNotBlank();
    assertThat(thoughts.getLast().json().path("elapsed_ms").asLong()).isBetween(200L, 10_000L);
    assertThat(types(answer)).containsSubsequence("thinking", "full_start", "text");
    assertThat(answer.text()).isNotBlank().doesNotContain(thoughts.getLast().field("headline"));
    assertThat(answer.ofType("thinking_text")).isEmpty();
    JsonNode end = answer.ending().json();
    assertThat(end.at("/usage/thinking_tokens").asLong()).isPositive();
    assertThat(end.at("/latency/thinking_ms").asLong()).isPositive();
    assertThat(end.at("/latency/first_token_ms").asLong())
        .isLessThan(end.at("/latency/ttft_ms").asLong());
  }

  @Test
  void tellsThatAModelThinksWhichShowsNothingOfIt() {
    Transcript answer = client.answer(ask("Do you think?", SimulatedModels.PONDERING));

    assertThat(answer.ofType("thinking"))
        .extracting(event -> event.field("state"))
        .containsExactly("started", "finished");
    assertThat(answer.ending().type()).isEqualTo("done");
  }

  @Test
  void keepsThoughtsOutOfTheConversation() {
    EventStream stream = client.ask(ask("What stays?", SimulatedModels.SUMMARIZING));
    Transcript answer = stream.awaitEnd();

    JsonNode messages =
        client.get("/api/conversations/" + stream.conversationId()).json().get("messages");

    assertThat(messages.path(1).path("text").asText()).isEqualTo(answer.text());
  }

  @Test
  void showsTheTextOfThoughtsWhereTheProfileDoes() {
    Transcript answer =
        client.answer(
            ask("Show it all", SimulatedModels.SUMMARIZING).profile(TestProfiles.SHOWS_THOUGHTS));

    assertThat(answer.ofType("thinking_text")).isNotEmpty();
  }

  @Test
  void hidesThoughtsWhereTheProfileDoes() {
    Transcript answer =
        client.answer(
            ask("Hide it all", SimulatedModels.SUMMARIZING).profile(TestProfiles.HIDES_THOUGHTS));

    assertThat(answer.ofType("thinking")).hasSize(2);
    assertThat(answer.raw()).doesNotContain("headline").doesNotContain("thinking_text");
  }

  @Test
  void stopsDuringAThought() {
    EventStream stream = client.ask(ask("Will you stop?", SimulatedModels.BROODING));
    stream.awaitEvent("thinking");

    client.cancel(stream.turnId());

    Transcript answer = stream.awaitEnd();
    assertThat(answer.ending().field("by")).isEqualTo("user");
    assertThat(answer.text()).isEmpty();
    SERVER.awaitCallsClosed(1);
  }

  @Test
  void showsAThoughtToASecondReaderFromItsStart() {
    EventStream first = client.ask(ask("Who follows?", SimulatedModels.BROODING));
    first.awaitEvent("thinking");

    EventStream second = client.follow(first.turnId());
    second.awaitEvent("thinking");
    client.cancel(first.turnId());

    assertThat(second.awaitEnd().raw()).isEqualTo(first.awaitEnd().raw());
    SERVER.awaitCallsClosed(1);
  }

  @Test
  void asksNotToThinkWhenTheRequestSaysSo() {
    Transcript answer =
        client.answer(ask("At once", SimulatedModels.SUMMARIZING).with("thinking", "off"));

    assertThat(answer.ofType("thinking")).isEmpty();
    assertThat(answer.ending().json().path("usage").has("thinking_tokens")).isFalse();
  }

  @Test
  void choosesAModelThatCanBeAskedToThink() {
    Transcript answer = client.answer(ChatCall.of("Hello, think").with("thinking", "low"));

    assertThat(answer.ofType("model").getLast().field("model"))
        .isEqualTo(SimulatedModels.SUMMARIZING);
    assertThat(answer.ofType("thinking")).isNotEmpty();
  }

  @Test
  void refusesThinkingThatThePinnedModelCannotBeAskedFor() {
    Reply reply = client.refused(ask("Think", SimulatedModels.FAST).with("thinking", "high"));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.json().path("detail").asText()).contains(SimulatedModels.FAST);
    assertThat(SERVER.calls().open() + SERVER.calls().finished()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"much", "", "LOW", "-1"})
  void refusesUnknownDegreesOfThinking(String value) {
    Reply reply = client.refused(ChatCall.of("Think").with("thinking", value));

    assertThat(reply.status()).isEqualTo(400);
  }

  private static ChatCall ask(String question, String model) {
    return ChatCall.of(question).model(model);
  }

  private static List<String> types(Transcript answer) {
    return answer.events().stream().map(ReceivedEvent::type).distinct().toList();
  }
}
