package dev.firstword.core.turn.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.Commentary;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Text;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.ModelActivity.Cited;
import dev.firstword.core.provider.ModelActivity.CommentaryCompleted;
import dev.firstword.core.provider.ModelActivity.FinalAnswerStarted;
import dev.firstword.core.provider.ModelActivity.ProviderBlockCompleted;
import dev.firstword.core.provider.ModelActivity.ProviderToolCall;
import dev.firstword.core.provider.ModelActivity.ProviderToolState;
import dev.firstword.core.provider.ModelActivity.TextBlockEnded;
import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.core.turn.store.LoggedAnswer;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A turn whose provider searches, cites its sources, and pauses. */
final class TurnCitationsTest extends ToolTurnTestBase {

  private static final ProviderBlock CALL = new ProviderBlock("haiku", "{\"type\":\"call\"}");
  private static final ProviderBlock RESULT = new ProviderBlock("haiku", "{\"type\":\"result\"}");

  @Test
  void writesEachCitationWithTheNumberOfItsSource() {
    Turn turn = startTurn(profile);
    generate(turn);
    model.onModel(HAIKU);
    model.onText("The sky is blue.");
    cite("Sky", "https://sky.example", 11, 15);
    model.onActivity(new TextBlockEnded());
    model.onText(" So is the sea.");
    cite("Sea", "https://sea.example", 17, 30);
    cite("Sky", "https://sky.example", 17, 30);
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(citationEvents(turn))
        .containsExactly(
            "1 https://sky.example 11-15",
            "2 https://sea.example 17-30",
            "1 https://sky.example 17-30");
    assertThat(store.end(IDENTITY.turnId()).parts())
        .as("each after its text, with a span in it")
        .containsExactly(
            new Text("The sky is blue."),
            citation("Sky", "https://sky.example", 11, 15),
            new Text(" So is the sea."),
            citation("Sea", "https://sea.example", 1, 14),
            citation("Sky", "https://sky.example", 1, 14));
  }

  @Test
  void countsTheTextOfTheWholeTurn() {
    Turn turn = startWithTools(ToolChoice.AUTO, "look_up");
    model.onModel(HAIKU);
    model.onText("Let me look.");
    call("call_1", "look_up", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    offer(turn, result("call_1", "found"));
    model.onText("Found.");
    cite("Page", "https://a.example", 0, 5);
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(texts(turn)).isEqualTo("Let me look.\n\nFound.");
    assertThat(citationEvents(turn)).containsExactly("1 https://a.example 14-19");
    assertThat(LoggedAnswer.of(turn.log().view()).parts())
        .as("what a restarted server reads from the log")
        .containsExactly(
            new Text("Let me look."),
            new ToolCall("call_1", "look_up", "{}"),
            result("call_1", "found"),
            new Text("Found."),
            new Citation("Page", "https://a.example", 0, "", 0, 5, "", ""));
  }

  @Test
  void leavesOutASpanThatIsNotInTheText() {
    Turn turn = startTurn(profile);
    generate(turn);
    model.onModel(HAIKU);
    model.onText("Short.");
    cite("Page", "https://a.example", 3, 99);
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    JsonNode event = eventsOf(turn, "citation").getFirst();
    assertThat(event.has("start")).isFalse();
    assertThat(event.has("end")).isFalse();
  }

  @Test
  void sendsAPausedAnswerBackSoThatItGoesOn() {
    Turn turn = startTurn(profile);
    generate(turn);
    model.onModel(HAIKU);
    model.onText("Let me search. ");
    search(ProviderToolState.WRITING, ProviderToolState.READY);
    model.onActivity(new ProviderBlockCompleted(CALL));
    model.onEnd(FinishReason.PAUSE, USAGE);

    assertThat(modelRequests).hasSize(2);
    assertThat(modelRequests.getLast().previousStep()).as("the same model").isEqualTo(HAIKU);
    assertThat(modelRequests.getLast().prompt().messages().getLast())
        .isEqualTo(new PromptMessage(Role.ASSISTANT, List.of(new Text("Let me search. "), CALL)));

    search(ProviderToolState.FINISHED);
    model.onActivity(new ProviderBlockCompleted(RESULT));
    model.onText("Found.");
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(texts(turn))
        .as("one paragraph: it is one answer")
        .isEqualTo("Let me search. Found.");
    assertThat(toolEvents(turn))
        .containsExactly(
            "provider_1 writing",
            "provider_1 ready {\"query\":\"sky\"}",
            "provider_1 running",
            "provider_1 finished");
    assertThat(eventsOf(turn, "tool_call"))
        .allSatisfy(event -> assertThat(event.path("by").asText()).isEqualTo("provider"));
    assertThat(parse(lastEvent(turn)).at("/usage/input_tokens").asLong())
        .as("of both calls")
        .isEqualTo(20);
    assertThat(store.end(IDENTITY.turnId()).parts())
        .containsExactly(new Text("Let me search. "), CALL, RESULT, new Text("Found."));
  }

  @Test
  void handsAllThatWasWrittenBackAfterAToolOfAClient() {
    Turn turn = startWithTools(ToolChoice.AUTO, "look_up");
    model.onModel(HAIKU);
    model.onActivity(new ProviderBlockCompleted(CALL));
    model.onEnd(FinishReason.PAUSE, USAGE);
    model.onActivity(new ProviderBlockCompleted(RESULT));
    call("call_1", "look_up", "{}");
    model.onEnd(FinishReason.TOOL_CALLS, USAGE);
    offer(turn, result("call_1", "found"));

    List<PromptMessage> messages = modelRequests.getLast().prompt().messages();
    assertThat(messages.subList(messages.size() - 2, messages.size()))
        .containsExactly(
            new PromptMessage(
                Role.ASSISTANT, List.of(CALL, RESULT, new ToolCall("call_1", "look_up", "{}"))),
            new PromptMessage(Role.USER, List.of(result("call_1", "found"))));
  }

  @Test
  void anAnswerThatPausesForEverIsTruncated() {
    Turn turn = startTurn(profile);
    generate(turn);
    model.onModel(HAIKU);
    model.onText("Searching.");
    for (int call = 1; call <= 11; call++) {
      assertThat(modelRequests).hasSize(call);
      model.onActivity(new ProviderBlockCompleted(CALL));
      model.onEnd(FinishReason.PAUSE, USAGE);
    }
    awaitEnd(turn);

    assertThat(modelRequests).hasSize(11);
    assertThat(parse(lastEvent(turn)).path("finish_reason").asText()).isEqualTo("length");
  }

  @Test
  void aToolOfTheProviderThatWasBrokenOffHasFailed() {
    Turn turn = startTurn(profile);
    generate(turn);
    model.onModel(HAIKU);
    model.onText("Searching.");
    search(ProviderToolState.READY);
    model.onEnd(FinishReason.LENGTH, USAGE);
    awaitEnd(turn);

    assertThat(toolEvents(turn)).endsWith("provider_1 failed");
  }

  @Test
  void commentaryIsANoteAndNoPartOfTheAnswer() {
    Turn turn = startTurn(profile);
    generate(turn);
    model.onModel(HAIKU);
    model.onActivity(new CommentaryCompleted(new Commentary("I look it up.")));
    model.onActivity(new FinalAnswerStarted());
    model.onText("It is blue.");
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(eventsOf(turn, "note").getFirst().path("text").asText()).isEqualTo("I look it up.");
    assertThat(texts(turn)).isEqualTo("It is blue.");
    assertThat(store.end(IDENTITY.turnId()).parts())
        .containsExactly(new Commentary("I look it up."), new Text("It is blue.", true));
  }

  @Test
  void nothingRemainsOfACallThatAnotherReplaced() {
    Turn turn = startTurn(profile);
    generate(turn);
    model.onModel(HAIKU);
    search(ProviderToolState.READY);
    model.onActivity(new ProviderBlockCompleted(CALL));
    model.onRetry(HAIKU);
    model.onText("Hi.");
    model.onEnd(FinishReason.STOP, USAGE);
    awaitEnd(turn);

    assertThat(toolEvents(turn)).endsWith("provider_1 failed");
    assertThat(store.end(IDENTITY.turnId()).parts()).as("plain text").isEmpty();
  }

  private void search(ProviderToolState... states) {
    for (ProviderToolState state : states) {
      String arguments = state == ProviderToolState.READY ? "{\"query\":\"sky\"}" : null;
      model.onActivity(new ProviderToolCall("srvtoolu_1", "web_search", state, arguments));
    }
  }

  private void cite(String title, String url, int start, int end) {
    model.onActivity(new Cited(citation(title, url, start, end)));
  }

  private static Citation citation(String title, String url, int start, int end) {
    return new Citation(title, url, 0, "", start, end, "haiku", "{}");
  }

  private static List<JsonNode> eventsOf(Turn turn, String type) {
    return events(turn.log().view()).stream()
        .map(TurnTestBase::parse)
        .filter(event -> event.path("type").asText().equals(type))
        .toList();
  }

  private static List<String> citationEvents(Turn turn) {
    return eventsOf(turn, "citation").stream()
        .map(event ->
            "%d %s %d-%d"
                .formatted(
                    event.path("index").asInt(),
                    event.path("url").asText(),
                    event.path("start").asInt(-1),
                    event.path("end").asInt(-1)))
        .toList();
  }
}
