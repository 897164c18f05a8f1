package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An answer that did not come to its end is gone on with where it stopped. Chance begins anew with
 * the faults, so the simulator's whole answer to a question is the same each time.
 */
final class ContinueTest {

  private static final String QUESTION = "What do ten tokens say?";
  private static final Fault CUT =
      Fault.always(FaultKind.CUT).onModel(SimulatedModels.FALTERING).afterTokens(4);

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void theRestFollowsWhereTheAnswerStopped() {
    String whole = wholeAnswer();
    EventStream broken = broken();

    SERVER.faults();
    EventStream rest = client.ask(goingOnWith(broken));
    Transcript transcript = rest.awaitEnd();

    assertThat(transcript.ending().type()).isEqualTo("done");
    assertThat(broken.awaitEnd().text() + transcript.text()).isEqualTo(whole);
    assertThat(rest.awaitEvent("start").field("continues")).isEqualTo(broken.turnId());
    JsonNode turn = client.turn(rest.turnId()).json();
    assertThat(turn.path("continues").asText()).isEqualTo(broken.turnId());
    assertThat(turn.path("text").asText()).isEqualTo(transcript.text());
  }

  @Test
  void anAnswerThatBreaksOffAgainIsGoneOnWithAgain() {
    String whole = wholeAnswer();
    EventStream first = broken();
    SERVER.faults(CUT.afterTokens(3));
    EventStream second = client.ask(goingOnWith(first));
    String soFar = first.awaitEnd().text() + second.awaitEnd().text();

    SERVER.faults();
    Transcript third = client.answer(goingOnWith(second));

    assertThat(soFar + third.text()).isEqualTo(whole);
  }

  @Test
  void aTryOfWhichNoWordCameTakesNothingAway() {
    String whole = wholeAnswer();
    EventStream first = broken();
    SERVER.faults(Fault.always(FaultKind.AUTHENTICATION));
    EventStream failed = client.ask(goingOnWith(first));
    failed.awaitEnd();

    SERVER.faults();
    Transcript rest = client.answer(goingOnWith(failed));

    assertThat(first.awaitEnd().text() + rest.text()).isEqualTo(whole);
  }

  @Test
  void theConversationKeepsBothParts() {
    EventStream broken = broken();
    SERVER.faults();
    Transcript rest = client.answer(goingOnWith(broken));

    JsonNode messages =
        client.get("/api/conversations/" + broken.conversationId()).json().path("messages");

    assertThat(messages).hasSize(4);
    assertThat(messages.path(1).path("text").asText()).isEqualTo(broken.awaitEnd().text());
    assertThat(messages.path(1).path("state").asText()).isEqualTo("failed");
    assertThat(messages.path(2).path("text").asText()).isEqualTo("Continue.");
    assertThat(messages.path(3).path("text").asText()).isEqualTo(rest.text());
    assertThat(messages.path(3).path("state").asText()).isEqualTo("complete");
  }

  @Test
  void aCancelledAnswerCanBeGoneOnWith() {
    EventStream cancelled = client.ask(Ask.writing("Tell me a long story"));
    cancelled.awaitText(20);
    client.cancel(cancelled.turnId());
    cancelled.awaitEnd();

    Transcript rest = client.answer(Ask.faltering("Go on.").with("continues", cancelled.turnId()));

    assertThat(rest.ending().type()).isEqualTo("done");
  }

  @Test
  void whatTheAnswerRestsOnIsFoundAgain() {
    client.json(
        "POST",
        "/api/documents",
        "{\"title\":\"Handbook\",\"text\":\"Everybody has 25 days of vacation a year.\"}");
    SERVER.faults(CUT);
    EventStream broken = client.ask(Ask.faltering("How many days of vacation are there?"));
    broken.awaitEnd();

    SERVER.faults();
    Transcript rest = client.answer(goingOnWith(broken));

    assertThat(rest.ofType("sources")).hasSize(1);
  }

  @Test
  void onlyWhatIsOnesOwnAndBrokenIsGoneOnWith() {
    EventStream whole = client.ask(Ask.faltering("Say it all"));
    whole.awaitEnd();
    EventStream underWay = client.ask(Ask.writing("Say more"));
    underWay.awaitText(5);
    SERVER.faults(Fault.always(FaultKind.AUTHENTICATION));
    EventStream wordless = client.ask(Ask.faltering("Say nothing"));
    wordless.awaitEnd();

    assertThat(refusal(goingOnWith(whole))).isEqualTo("422 This answer is whole.");
    assertThat(refusal(goingOnWith(underWay)))
        .isEqualTo("422 This answer is still being written. Wait for its end.");
    assertThat(refusal(goingOnWith(wordless)))
        .isEqualTo("422 No word of this answer came. Ask the question again.");
    assertThat(refusal(goingOnWith(broken()).in(whole.conversationId())))
        .isEqualTo("422 The answer to go on with is of another conversation.");
    assertThat(refusal(Ask.of("Go on.").with("continues", "turn_of_nobody"))).startsWith("404");
  }

  private String wholeAnswer() {
    SERVER.faults();
    return client.answer(Ask.faltering(QUESTION).key("whole" + System.nanoTime())).text();
  }

  private EventStream broken() {
    SERVER.faults(CUT);
    EventStream broken = client.ask(Ask.faltering(QUESTION).key("broken" + System.nanoTime()));
    SeenEvent end = broken.awaitEnd().ending();
    assertThat(end.field("action")).isEqualTo("continue");
    return broken;
  }

  /** No word but that it is to go on. */
  private static Ask goingOnWith(EventStream broken) {
    Ask ask = Ask.faltering("").with("continues", broken.turnId());
    ask.fields().remove("message");
    return ask;
  }

  private String refusal(Ask ask) {
    Reply reply = client.json("POST", "/api/chat/stream", ask.body());
    return reply.status() + " " + reply.json().path("detail").asText();
  }
}
