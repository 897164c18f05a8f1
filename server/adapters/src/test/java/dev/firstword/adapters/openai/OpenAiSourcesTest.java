package dev.firstword.adapters.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ToolCallIds;
import dev.firstword.adapters.provider.TranslatorFeed;
import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.provider.ModelActivity.Cited;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sources of an answer in the spellings of servers that speak chat completions. */
final class OpenAiSourcesTest {

  private final TranslatorFeed feed =
      new TranslatorFeed(gate -> new OpenAiTranslator(gate, "sonar", 64 * 1024));

  @ParameterizedTest
  @ValueSource(
      strings = {
        // OpenAI, OpenRouter
        "\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":"
            + "{\"url\":\"https://a.example\",\"title\":\"A\",\"content\":\"Quote.\"}}]",
        // As in the Responses API
        "\"annotations\":[{\"type\":\"url_citation\",\"url\":\"https://a.example\","
            + "\"title\":\"A\",\"quote\":\"Quote.\"}]",
        // Azure
        "\"context\":{\"intent\":\"x\",\"citations\":[{\"url\":\"https://a.example\",\"title\":"
            + "\"A\",\"content\":\"Quote.\",\"filepath\":\"a.pdf\",\"chunk_id\":\"0\"}]}"
      })
  void readsSourcesInADelta(String field) {
    String chunk = "data: {\"choices\":[{\"index\":0,\"delta\":{" + field + "}}]}\n\n";

    assertThat(citations(text("Blue.", "") + chunk + finish()))
        .containsExactly(new Citation("A", "https://a.example", 0, "Quote.", -1, -1, "", ""));
    assertThat(
            citations(
                "{\"choices\":[{\"message\":{\"content\":\"Blue.\","
                    + field
                    + "},\"finish_reason\":\"stop\"}]}"))
        .as("an answer that is not streamed")
        .hasSize(1);
  }

  /** Perplexity numbers its sources in the text, in the order of this list. */
  @Test
  void readsAListBesideTheChoicesThatEveryChunkRepeats() {
    String sources =
        ",\"citations\":[\"https://a.example\",\"https://b.example\"],\"search_results\":["
            + "{\"title\":\"A\",\"url\":\"https://a.example\",\"date\":\"2026-11-01\"},"
            + "{\"title\":\"B\",\"url\":\"https://b.example\"}]";
    String stream = text("Blue [1]", sources) + text(", so far [2].", sources) + finish();

    assertThat(citations(stream))
        .extracting(Citation::title, Citation::url)
        .containsExactly(tuple("A", "https://a.example"), tuple("B", "https://b.example"));
    assertThat(feed.readAll(stream))
        .startsWith(new ListenerCall.Text("Blue [1]"), new ListenerCall.Text(", so far [2]."));
  }

  @Test
  void readsAListOfAddresses() {
    assertThat(citations(text("Blue.", ",\"citations\":[\"https://a.example\",7,null]") + finish()))
        .extracting(Citation::url)
        .containsExactly("https://a.example");
  }

  @Test
  void aSpanThatCountsAThoughtIsLeftOut() {
    String annotation =
        "data: {\"choices\":[{\"delta\":{\"annotations\":[{\"url\":\"https://a.example\","
            + "\"start_index\":0,\"end_index\":4}]}}]}\n\n";

    assertThat(
            citations(text("<think>Hm.</think>", "") + text("Blue.", "") + annotation + finish()))
        .extracting(Citation::start)
        .containsExactly(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"annotations\":null",
        "\"annotations\":[null,7,[],{}]",
        "\"annotations\":{\"a\":[1]}",
        "\"context\":[]",
        "\"annotations\":[{\"url_citation\":7,\"url\":{\"a\":1},\"start_index\":\"x\",\"end_index\":-1}]"
      })
  void ignoresWhatIsNoSource(String field) {
    String chunk = "data: {\"choices\":[{\"delta\":{" + field + "}}]}\n\n";

    assertThat(citations(chunk + text("Blue.", "") + finish())).isEmpty();
  }

  @Test
  void limitsTheNumberOfSources() {
    StringBuilder stream = new StringBuilder();
    for (int chunk = 0; chunk < 12; chunk++) {
      stream.append("data: {\"choices\":[{\"delta\":{\"annotations\":[");
      for (int i = 0; i < 100; i++) {
        stream.append(i == 0 ? "" : ",").append("\"https://a.example/%d-%d\"".formatted(chunk, i));
      }
      stream.append("]}}]}\n\n");
    }

    ListenerCall[] calls = whole(stream + text("Blue.", "") + finish());

    assertThat(calls).filteredOn(call -> call instanceof ListenerCall.Activity).hasSize(1_000);
  }

  private static ListenerCall[] whole(String body) {
    RecordingListener listener = new RecordingListener();
    OpenAiTranslator translator =
        new OpenAiTranslator(
            new ListenerGate(listener, ToolCallIds.generatedBy(() -> "id")), "sonar", 64 * 1024);
    byte[] bytes = body.getBytes(UTF_8);
    translator.read(bytes, 0, bytes.length);
    translator.end();
    return listener.calls().toArray(ListenerCall[]::new);
  }

  private static String text(String text, String fields) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + text
        + "\"}}]"
        + fields
        + "}\n\n";
  }

  private static String finish() {
    return "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
  }

  private List<Citation> citations(String body) {
    return feed.readAll(body).stream()
        .filter(call -> call instanceof ListenerCall.Activity(Cited _))
        .map(call -> ((Cited) ((ListenerCall.Activity) call).activity()).citation())
        .toList();
  }
}
