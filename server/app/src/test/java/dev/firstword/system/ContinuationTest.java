package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An interrupted answer can be continued where it stopped. Setting faults also resets the random
 * seed, so the simulator's complete answer to a question is always the same.
 */
final class ContinuationTest {

  private static final String QUESTION = "What do ten tokens say?";
  private static final Fault CUT =
      Fault.always(FaultKind.CUT).forModel(SimulatedModels.FALTERING).afterTokens(4);

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void continuesWhereTheAnswerStopped() {
    String whole = wholeAnswer();
    EventStream broken = interrupted();

    SERVER.faults();
    EventStream rest = client.ask(continuationOf(broken));
    Transcript transcript = rest.awaitEnd();

    assertThat(transcript.ending().type()).isEqualTo("done");
    assertThat(broken.awaitEnd().text() + transcript.text()).isEqualTo(whole);
    assertThat(rest.awaitEvent("start").field("continues")).isEqualTo(broken.turnId());
    JsonNode turn = client.turn(rest.turnId()).json();
    assertThat(turn.path("continues").asText()).isEqualTo(broken.turnId());
    assertThat(turn.path("text").asText()).isEqualTo(transcript.text());
  }

  @Test
  void continuesAContinuationThatWasInterrupted() {
    String whole = wholeAnswer();
    EventStream first = interrupted();
    SERVER.faults(CUT.afterTokens(3));
    EventStream second = client.ask(continuationOf(first));
    String soFar = first.awaitEnd().text() + second.awaitEnd().text();

    SERVER.faults();
    Transcript third = client.answer(continuationOf(second));

    assertThat(soFar + third.text()).isEqualTo(whole);
  }

  @Test
  void aContinuationWithoutTextLosesNothing() {
    String whole = wholeAnswer();
    EventStream first = interrupted();
    SERVER.faults(Fault.always(FaultKind.AUTHENTICATION));
    EventStream failed = client.ask(continuationOf(first));
    failed.awaitEnd();

    SERVER.faults();
    Transcript rest = client.answer(continuationOf(failed));

    assertThat(first.awaitEnd().text() + rest.text()).isEqualTo(whole);
  }

  @Test
  void theConversationKeepsBothParts() {
    EventStream broken = interrupted();
    SERVER.faults();
    Transcript rest = client.answer(continuationOf(broken));

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
  void continuesACancelledAnswer() {
    EventStream cancelled = client.ask(ChatCall.writing("Tell me a long story"));
    cancelled.awaitText(20);
    client.cancel(cancelled.turnId());
    cancelled.awaitEnd();

    Transcript rest =
        client.answer(ChatCall.faltering("Go on.").with("continues", cancelled.turnId()));

    assertThat(rest.ending().type()).isEqualTo("done");
  }

  @Test
  void retrievesTheSourcesAgain() {
    client.json(
        "POST",
        "/api/documents",
        "{\"title\":\"Handbook\",\"text\":\"Everybody has 25 days of vacation a year.\"}");
    SERVER.faults(CUT);
    EventStream broken = client.ask(ChatCall.faltering("How many days of vacation are there?"));
    broken.awaitEnd();

    SERVER.faults();
    Transcript rest = client.answer(continuationOf(broken));

    assertThat(rest.ofType("sources")).hasSize(1);
  }

  @Test
  void rejectsWhatCannotBeContinued() {
    EventStream whole = client.ask(ChatCall.faltering("Say it all"));
    whole.awaitEnd();
    EventStream underWay = client.ask(ChatCall.writing("Say more"));
    underWay.awaitText(5);
    SERVER.faults(Fault.always(FaultKind.AUTHENTICATION));
    EventStream wordless = client.ask(ChatCall.faltering("Say nothing"));
    wordless.awaitEnd();

    assertThat(refusal(continuationOf(whole))).isEqualTo("422 This answer is complete.");
    assertThat(refusal(continuationOf(underWay)))
        .isEqualTo("422 This answer is still being written. Wait until it ends.");
    assertThat(refusal(continuationOf(wordless)))
        .isEqualTo("422 This answer has no text. Ask the question again.");
    assertThat(refusal(continuationOf(interrupted()).inConversation(whole.conversationId())))
        .isEqualTo("422 The answer to continue belongs to another conversation.");
    assertThat(refusal(ChatCall.of("Go on.").with("continues", "turn_of_nobody")))
        .startsWith("404");
  }

  private String wholeAnswer() {
    SERVER.faults();
    return client.answer(ChatCall.faltering(QUESTION).key("whole" + System.nanoTime())).text();
  }

  private EventStream interrupted() {
    SERVER.faults(CUT);
    EventStream broken = client.ask(ChatCall.faltering(QUESTION).key("broken" + System.nanoTime()));
    ReceivedEvent end = broken.awaitEnd().ending();
    assertThat(end.field("action")).isEqualTo("continue");
    return broken;
  }

  /** A request that contains only the turn to continue. */
  private static ChatCall continuationOf(EventStream interrupted) {
    ChatCall call = ChatCall.faltering("").with("continues", interrupted.turnId());
    call.fields().remove("message");
    return call;
  }

  private String refusal(ChatCall call) {
    Reply reply = client.json("POST", "/api/chat/stream", call.body());
    return reply.status() + " " + reply.json().path("detail").asText();
  }
}
