package dev.firstword.adapters.responses;

import static dev.firstword.adapters.responses.ResponsesStreams.added;
import static dev.firstword.adapters.responses.ResponsesStreams.completed;
import static dev.firstword.adapters.responses.ResponsesStreams.delta;
import static dev.firstword.adapters.responses.ResponsesStreams.done;
import static dev.firstword.adapters.responses.ResponsesStreams.ended;
import static dev.firstword.adapters.responses.ResponsesStreams.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.Commentary;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.provider.ModelActivity.Cited;
import dev.firstword.core.provider.ModelActivity.CommentaryCompleted;
import dev.firstword.core.provider.ModelActivity.CommentaryText;
import dev.firstword.core.provider.ModelActivity.FinalAnswerStarted;
import dev.firstword.core.provider.ModelActivity.ProviderBlockCompleted;
import dev.firstword.core.provider.ModelActivity.ProviderToolCall;
import dev.firstword.core.provider.ModelActivity.ProviderToolState;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.RecordingListener.ListenerCall.Activity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that the provider runs, commentary, and sources of the Responses API. */
final class ResponsesProviderToolsTest {

  private static final String SEARCH =
      """
      {"id":"ws_1","type":"web_search_call","status":"completed", "action":{"type":"search",\
      "query":"sky \\u00e4 😀","score":1.50e2}}\
      """;

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new ResponsesTranslator(gate, "gpt", 64 * 1024, false));

  @Test
  void keepsASearchByteForByte() {
    String stream =
        added(0, "{\"id\":\"ws_1\",\"type\":\"web_search_call\",\"status\":\"in_progress\"}")
            + done(0, SEARCH)
            + text("Blue.")
            + completed();

    assertThat(withoutEnd(stream))
        .containsExactly(
            tool("ws_1", "web_search", ProviderToolState.WRITING),
            tool("ws_1", "web_search", ProviderToolState.READY),
            tool("ws_1", "web_search", ProviderToolState.FINISHED),
            block(SEARCH),
            new ListenerCall.Text("Blue."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"mcp_1\",\"type\":\"mcp_call\",\"name\":\"roll\",\"error\":\"no dice\"}",
        "{\"id\":\"mcp_1\",\"type\":\"mcp_call\",\"name\":\"roll\",\"status\":\"failed\",\"error\":null}"
      })
  void aCallMayFail(String item) {
    assertThat(withoutEnd(done(0, item) + completed()))
        .containsExactly(
            tool("mcp_1", "roll", ProviderToolState.WRITING),
            tool("mcp_1", "roll", ProviderToolState.READY),
            tool("mcp_1", "roll", ProviderToolState.FAILED),
            block(item));
  }

  @Test
  void keepsItemsThatAreNoCalls() {
    String item = "{\"id\":\"cmp_1\",\"type\":\"compaction\",\"encrypted_content\":\"gAAAA==\"}";

    assertThat(withoutEnd(done(0, item) + text("Hi.") + completed()))
        .containsExactly(block(item), new ListenerCall.Text("Hi."));
  }

  @Test
  void tellsCommentaryFromTheFinalAnswer() {
    String stream =
        added(0, message("commentary", ""))
            + delta("output_text", 0, "I will ")
            + delta("output_text", 0, "look it up.")
            + done(0, message("commentary", "I will look it up."))
            + done(1, SEARCH)
            + added(2, message("final_answer", ""))
            + delta("output_text", 2, "Blue.")
            + done(2, message("final_answer", "Blue."))
            + completed();

    assertThat(withoutEnd(stream))
        .containsExactly(
            new Activity(new CommentaryText("I will ")),
            new Activity(new CommentaryText("look it up.")),
            new Activity(new CommentaryCompleted(new Commentary("I will look it up."))),
            tool("ws_1", "web_search", ProviderToolState.WRITING),
            tool("ws_1", "web_search", ProviderToolState.READY),
            tool("ws_1", "web_search", ProviderToolState.FINISHED),
            block(SEARCH),
            new Activity(new FinalAnswerStarted()),
            new ListenerCall.Text("Blue."));
  }

  @Test
  void commentaryThatIsAllThereIsIsTheAnswer() {
    String stream =
        added(0, message("commentary", ""))
            + delta("output_text", 0, "Blue.")
            + done(0, message("commentary", "Blue."))
            + completed();

    assertThat(withoutEnd(stream))
        .containsExactly(new Activity(new CommentaryText("Blue.")), new ListenerCall.Text("Blue."));
  }

  @Test
  void readsAllOfAnAnswerThatIsNotStreamed() {
    String whole =
        ended(
            "completed",
            "",
            message("commentary", "I look.")
                + ","
                + SEARCH
                + ","
                + message("final_answer", "Blue."));

    assertThat(withoutEnd(whole.substring(whole.indexOf("data:"))))
        .contains(
            new Activity(new CommentaryCompleted(new Commentary("I look."))),
            block(SEARCH),
            new Activity(new FinalAnswerStarted()),
            new ListenerCall.Text("Blue."));
  }

  @Test
  void countsSpansWithinTheirMessage() {
    String stream =
        text("Some text first. ")
            + done(0, message("", "Some text first. "))
            + delta("output_text", 1, "Blue.")
            + done(
                1,
                """
                {"type":"message","id":"m","content":[{"type":"output_text","text":"Blue.",\
                "annotations":[{"type":"url_citation","url":"https://a.example","title":"Sky",\
                "start_index":0,"end_index":4},\
                {"type":"file_citation","file_id":"file_1","filename":"sky.pdf","index":5},\
                {"type":"file_path","file_id":"file_2","index":5}]}]}\
                """)
            + completed();

    assertThat(withoutEnd(stream))
        .endsWith(
            cited(new Citation("Sky", "https://a.example", 0, "", 17, 21, "", "")),
            cited(new Citation("sky.pdf", "", 0, "", -1, -1, "", "")));
  }

  @Test
  void reportsSourcesOfAMessageThatHasNoEnd() {
    String stream =
        text("Blue.")
            + ResponsesStreams.event(
                "response.output_text.annotation.added",
                "\"output_index\":0,\"content_index\":0,\"annotation\":{\"type\":\"url_citation\","
                    + "\"url\":\"https://a.example\",\"start_index\":0,\"end_index\":5}")
            + completed();

    assertThat(withoutEnd(stream))
        .endsWith(cited(new Citation("", "https://a.example", 0, "", 0, 5, "", "")));
  }

  private List<ListenerCall> withoutEnd(String stream) {
    List<ListenerCall> calls = feed.readAll(stream);
    assertThat(calls.getLast()).isInstanceOf(ListenerCall.End.class);
    return calls.subList(0, calls.size() - 1);
  }

  private static String message(String phase, String text) {
    return """
    {"type":"message","id":"msg_%s","role":"assistant","phase":"%s","content":[\
    {"type":"output_text","text":"%s","annotations":[]}]}\
    """
        .formatted(phase, phase, text);
  }

  private static ListenerCall tool(String id, String name, ProviderToolState state) {
    return new Activity(new ProviderToolCall(id, name, state, null));
  }

  private static ListenerCall block(String json) {
    return new Activity(new ProviderBlockCompleted(new ProviderBlock("gpt", json)));
  }

  private static ListenerCall cited(Citation citation) {
    return new Activity(new Cited(citation));
  }
}
