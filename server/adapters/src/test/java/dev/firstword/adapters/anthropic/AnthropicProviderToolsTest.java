package dev.firstword.adapters.anthropic;

import static dev.firstword.core.provider.AnthropicStreams.BLOCK_STOP;
import static dev.firstword.core.provider.AnthropicStreams.STOP;
import static dev.firstword.core.provider.AnthropicStreams.event;
import static dev.firstword.core.provider.AnthropicStreams.messageDelta;
import static dev.firstword.core.provider.AnthropicStreams.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.provider.ModelActivity.Cited;
import dev.firstword.core.provider.ModelActivity.ProviderBlockCompleted;
import dev.firstword.core.provider.ModelActivity.ProviderToolCall;
import dev.firstword.core.provider.ModelActivity.ProviderToolState;
import dev.firstword.core.provider.ModelActivity.TextBlockEnded;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.RecordingListener.ListenerCall.Activity;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that the provider runs, and citations of the Messages API. */
final class AnthropicProviderToolsTest {

  private static final String RESULT =
      """
      {"type":"web_search_tool_result", "tool_use_id":"srvtoolu_1","content":[\
      {"type":"web_search_result","url":"https://a.example","title":"A \\u00e4","encrypted_content":\
      "EqgfCioIARgBIiQ3YTAwMjY1Mi1mZjM5LTQ1NGUtODgxNC1kNjNjNTk1ZWI3Y==","page_age":null,\
      "score":1.50e2}]}\
      """;

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new AnthropicTranslator(gate, "claude", 64 * 1024));

  @Test
  void keepsASearchByteForByte() {
    String stream =
        start(
                """
                {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search", "input":{},\
                "caller":{"type":"direct"}}\
                """)
            + input("")
            + input("{\\\"query\\\": ")
            + input("\\\"sky 😀\\\"}")
            + BLOCK_STOP
            + start(RESULT)
            + BLOCK_STOP
            + messageDelta("pause_turn", 3)
            + STOP;

    List<ListenerCall> calls = feed.readAll(stream);

    assertThat(calls.subList(0, 5))
        .containsExactly(
            search(ProviderToolState.WRITING, null),
            search(ProviderToolState.READY, "{\"query\": \"sky 😀\"}"),
            block(
                """
                {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search", \
                "input":{"query": "sky 😀"},"caller":{"type":"direct"}}\
                """),
            new Activity(new ProviderToolCall("srvtoolu_1", "", ProviderToolState.FINISHED, null)),
            block(RESULT));
    assertThat(calls.getLast())
        .isInstanceOfSatisfying(
            ListenerCall.End.class, end -> assertThat(end.reason()).isEqualTo(FinishReason.PAUSE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"type":"web_search_tool_result","tool_use_id":"s","content":\
        {"type":"web_search_tool_result_error","error_code":"max_uses_exceeded"}}\
        """,
        """
        {"type":"mcp_tool_result","tool_use_id":"s","is_error":true,"content":[]}\
        """
      })
  void aResultMayBeAnError(String result) {
    assertThat(feed.readAll(start(result) + BLOCK_STOP + messageDelta("end_turn", 1)))
        .startsWith(
            new Activity(new ProviderToolCall("s", "", ProviderToolState.FAILED, null)),
            block(result));
  }

  @Test
  void keepsAFileThatAToolHasWritten() {
    String file = "{\"type\":\"container_upload\",\"file_id\":\"file_1\"}";

    assertThat(feed.readAll(start(file) + BLOCK_STOP + messageDelta("end_turn", 1)))
        .startsWith(block(file));
  }

  @Test
  void inputThatIsNoObjectIsEmpty() {
    String stream =
        start("{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"n\",\"input\":{}}")
            + input("{\\\"query\\\": \\\"half")
            + messageDelta("max_tokens", 1);

    assertThat(feed.readAll(stream))
        .contains(block("{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"n\",\"input\":{}}"));
  }

  @Test
  void ignoresBlocksThatItDoesNotKnow() {
    String stream =
        start("{\"type\":\"hologram\",\"input\":{\"a\":1},\"content\":[]}")
            + input("{}")
            + BLOCK_STOP
            + messageDelta("end_turn", 1);

    assertThat(feed.readAll(stream)).hasSize(1);
  }

  @Test
  void eachTextBlockHasItsOwnCitations() {
    String stream =
        start("{\"type\":\"text\",\"text\":\"\"}")
            + text("I found that ")
            + BLOCK_STOP
            + start("{\"citations\":[],\"type\":\"text\",\"text\":\"\"}")
            + cites(
                """
                {"type":"page_location","cited_text":"Blue.","document_index":0,\
                "document_title":"Sky.pdf","start_page_number":3,"end_page_number":4}\
                """)
            + text("it is blue")
            + cites(
                """
                {"type":"search_result_location","cited_text":"Very blue.","title":"Search",\
                "source":"https://s.example","search_result_index":0}\
                """)
            + BLOCK_STOP
            + start("{\"type\":\"text\",\"text\":\"\"}")
            + text(".")
            + BLOCK_STOP
            + messageDelta("end_turn", 1);

    assertThat(feed.readAll(stream).subList(0, 7))
        .containsExactly(
            new ListenerCall.Text("I found that "),
            new Activity(new TextBlockEnded()),
            new ListenerCall.Text("it is blue"),
            cited(new Citation("Sky.pdf", "", 3, "Blue.", 13, 23, "claude", "")),
            cited(
                new Citation("Search", "https://s.example", 0, "Very blue.", 13, 23, "claude", "")),
            new Activity(new TextBlockEnded()),
            new ListenerCall.Text("."));
  }

  @Test
  void readsCitationsOfAnAnswerThatIsNotStreamed() {
    String whole =
        """
        {"type":"message","content":[{"type":"text","text":"Blue.","citations":[\
        {"type":"char_location","cited_text":"blue","document_index":0,"document_title":"Sky"}]}],\
        "stop_reason":"end_turn"}\
        """;

    assertThat(feed.readAll(whole))
        .contains(cited(new Citation("Sky", "", 0, "blue", 0, 5, "claude", "")));
  }

  private static String start(String block) {
    return event(
        "content_block_start",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + block + "}");
  }

  private static String input(String escaped) {
    return delta("{\"type\":\"input_json_delta\",\"partial_json\":\"" + escaped + "\"}");
  }

  private static String cites(String citation) {
    return delta("{\"type\":\"citations_delta\",\"citation\":" + citation + "}");
  }

  private static String delta(String delta) {
    return event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}");
  }

  private static ListenerCall search(ProviderToolState state, @Nullable String arguments) {
    return new Activity(new ProviderToolCall("srvtoolu_1", "web_search", state, arguments));
  }

  private static ListenerCall block(String json) {
    return new Activity(new ProviderBlockCompleted(new ProviderBlock("claude", json)));
  }

  private static ListenerCall cited(Citation citation) {
    return new Activity(new Cited(citation));
  }
}
