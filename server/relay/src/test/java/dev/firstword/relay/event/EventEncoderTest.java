package dev.firstword.relay.event;

import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.relay.event.Latency.PhaseTiming;
import dev.firstword.relay.event.TurnEvent.Cancelled;
import dev.firstword.relay.event.TurnEvent.CancelledBy;
import dev.firstword.relay.event.TurnEvent.Citation;
import dev.firstword.relay.event.TurnEvent.Done;
import dev.firstword.relay.event.TurnEvent.Failed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.FullStart;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.Model;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.TurnEvent.Note;
import dev.firstword.relay.event.TurnEvent.Phase;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.event.TurnEvent.Slow;
import dev.firstword.relay.event.TurnEvent.Start;
import dev.firstword.relay.event.TurnEvent.StreamEnd;
import dev.firstword.relay.event.TurnEvent.Text;
import dev.firstword.relay.event.TurnEvent.Thinking;
import dev.firstword.relay.event.TurnEvent.ThinkingState;
import dev.firstword.relay.event.TurnEvent.ThinkingText;
import dev.firstword.relay.event.TurnEvent.ToolCall;
import dev.firstword.relay.event.TurnEvent.ToolWait;
import dev.firstword.relay.event.TurnEvent.Typical;
import dev.firstword.relay.event.TurnEvent.TypicalTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventEncoderTest {

  private static final JsonMapper JSON = new JsonMapper();

  private static final Latency LATENCY =
      new Latency(
          6200,
          700L,
          510L,
          5400L,
          61.25,
          List.of(new PhaseTiming("history", 2, 18, PhaseState.FINISHED)),
          List.of("history", "model", "generation"));

  private static final String LATENCY_JSON =
      "\"latency\":{\"total_ms\":6200,\"ttft_ms\":700,\"model_ttft_ms\":510,"
          + "\"generation_ms\":5400,\"output_tokens_per_second\":61.3,\"phases\":[{\"name\":"
          + "\"history\",\"start_ms\":2,\"duration_ms\":18,\"state\":\"finished\"}],"
          + "\"critical_path\":[\"history\",\"model\",\"generation\"]}";

  @Test
  void writesAnIdLineADataLineAndAnEmptyLine() {
    assertThat(encoded(7, new Text("Hello")))
        .isEqualTo("id: 7\ndata: {\"type\":\"text\",\"text\":\"Hello\"}\n\n");
  }

  @Test
  void marksSimulatedModelsInTheStartEvent() {
    assertThat(data(new Start("turn_1", "conv_1", "msg_1", "msg_2", true, null, List.of())))
        .isEqualTo(
            "{\"type\":\"start\",\"turn_id\":\"turn_1\",\"conversation_id\":\"conv_1\","
                + "\"user_message_id\":\"msg_1\",\"assistant_message_id\":\"msg_2\","
                + "\"simulated\":true}");
  }

  @Test
  void namesTheContinuedTurnInTheStartEvent() {
    assertThat(data(new Start("turn_2", "c", "u", "a", false, "turn_1", List.of())))
        .endsWith("\"assistant_message_id\":\"a\",\"continues\":\"turn_1\"}");
  }

  @Test
  void namesWhatWasIgnoredInTheStartEvent() {
    List<String> warnings = List.of("The field \"a\" is unknown.", "The field \"b\" is unknown.");

    assertThat(data(new Start("t", "c", "u", "a", false, null, warnings)))
        .endsWith(
            ",\"warnings\":[\"The field \\\"a\\\" is unknown.\","
                + "\"The field \\\"b\\\" is unknown.\"]}");
  }

  @Test
  void writesWhatIsKnownOfACitation() {
    assertThat(data(new Citation(2, "A \"b\"", "https://a.example/?q=1", 3, "blue", 0, 4)))
        .isEqualTo(
            "{\"type\":\"citation\",\"index\":2,\"title\":\"A \\\"b\\\"\","
                + "\"url\":\"https://a.example/?q=1\",\"page\":3,\"quote\":\"blue\","
                + "\"start\":0,\"end\":4}");
    assertThat(data(new Citation(1, "", "https://a.example", 0, "", -1, -1)))
        .isEqualTo("{\"type\":\"citation\",\"index\":1,\"url\":\"https://a.example\"}");
  }

  @Test
  void saysThatTheProviderRunsATool() {
    assertThat(data(new ToolCall("p1", "web_search", "", ToolState.READY, 5, "{}", null, true)))
        .endsWith(",\"by\":\"provider\"}");
    assertThat(data(new ToolCall("c1", "web_search", "", ToolState.READY, 5, "{}", null)))
        .doesNotContain("\"by\"");
  }

  @Test
  void writesANote() {
    assertThat(data(new Note("I look."))).isEqualTo("{\"type\":\"note\",\"text\":\"I look.\"}");
  }

  @Test
  void omitsTheSimulatedFieldForRealModels() {
    assertThat(data(new Start("t", "c", "u", "a", false, null, List.of())))
        .doesNotContain("simulated");
  }

  @Test
  void usesTheFieldNamesOfTheProtocol() {
    assertThat(data(new Phase("history", "Reading", PhaseState.STARTED, 3)))
        .isEqualTo(
            "{\"type\":\"phase\",\"name\":\"history\",\"label\":\"Reading\","
                + "\"state\":\"started\",\"elapsed_ms\":3}");
    assertThat(data(new Model("m", ModelReason.COMPLEX, true, JudgedBy.MODEL)))
        .isEqualTo(
            "{\"type\":\"model\",\"model\":\"m\",\"reason\":\"complex\","
                + "\"judged_by\":\"model\"}");
    assertThat(data(new Model("m", ModelReason.PINNED, true, null)))
        .isEqualTo("{\"type\":\"model\",\"model\":\"m\",\"reason\":\"pinned\"}");
    assertThat(data(new FullStart())).isEqualTo("{\"type\":\"full_start\"}");
    assertThat(data(new Slow("Wait.", 5000, SilenceKind.QUEUED, null)))
        .isEqualTo(
            "{\"type\":\"slow\",\"message\":\"Wait.\",\"waited_ms\":5000,\"kind\":\"queued\","
                + "\"action\":\"cancel\"}");
    assertThat(data(new Slow("Wait.", 5000, SilenceKind.NO_PROGRESS, new Typical(9000, 40_000))))
        .isEqualTo(
            "{\"type\":\"slow\",\"message\":\"Wait.\",\"waited_ms\":5000,\"kind\":\"no_progress\","
                + "\"typical_ms\":{\"p50\":9000,\"p95\":40000},\"action\":\"cancel\"}");
    assertThat(
            data(
                new ToolWait("call_1", 300, new TypicalTool(8000, 9000, null, 12_000), 0, null, 6)))
        .isEqualTo(
            "{\"type\":\"tool_wait\",\"id\":\"call_1\",\"elapsed_ms\":300,\"typical_ms\":"
                + "{\"p50\":8000,\"p80\":9000,\"max\":12000},\"longer_than_percent\":0,"
                + "\"samples\":6}");
    assertThat(
            data(
                new ToolWait(
                    "call_1", 8500, new TypicalTool(8000, 9000, 11_000L, 12_000), 50, 2500L, 34)))
        .isEqualTo(
            "{\"type\":\"tool_wait\",\"id\":\"call_1\",\"elapsed_ms\":8500,\"typical_ms\":"
                + "{\"p50\":8000,\"p80\":9000,\"p95\":11000,\"max\":12000},"
                + "\"longer_than_percent\":50,\"remaining_ms\":2500,\"samples\":34}");
    assertThat(data(new Thinking(ThinkingState.STARTED, 0, null, null, false)))
        .isEqualTo("{\"type\":\"thinking\",\"state\":\"started\",\"elapsed_ms\":0}");
    assertThat(data(new Thinking(ThinkingState.PROGRESS, 4000, "Comparing both", 120L, false)))
        .isEqualTo(
            "{\"type\":\"thinking\",\"state\":\"progress\",\"elapsed_ms\":4000,"
                + "\"headline\":\"Comparing both\",\"tokens\":120}");
    assertThat(data(new ThinkingText("Perhaps")))
        .isEqualTo("{\"type\":\"thinking_text\",\"text\":\"Perhaps\"}");
    assertThat(data(new StreamEnd())).isEqualTo("{\"type\":\"stream_end\"}");
  }

  @Test
  void encodesUsageAndLatencyInTerminalEvents() {
    assertThat(data(new Done(FinishReason.STOP, new Usage(10, 20, 30, 40), LATENCY)))
        .isEqualTo(
            "{\"type\":\"done\",\"finish_reason\":\"stop\",\"usage\":{\"input_tokens\":10,"
                + "\"output_tokens\":20,\"cache_creation_input_tokens\":30,"
                + "\"cache_read_input_tokens\":40},"
                + LATENCY_JSON
                + "}");
    assertThat(data(new Cancelled(CancelledBy.DISCONNECT, LATENCY)))
        .isEqualTo("{\"type\":\"cancelled\",\"by\":\"disconnect\"," + LATENCY_JSON + "}");
  }

  @Test
  void offersToContinueAnAnswerThatAShutdownInterrupted() {
    Latency withoutText = new Latency(31, null, null, null, null, List.of(), List.of());

    assertThat(data(new Cancelled(CancelledBy.SHUTDOWN, LATENCY)))
        .contains("\"action\":\"continue\"");
    assertThat(data(new Cancelled(CancelledBy.SHUTDOWN, withoutText)))
        .contains("\"action\":\"retry\"");
  }

  @Test
  void omitsUnknownFieldsOfAFailure() {
    Latency withoutText = new Latency(31, null, null, null, null, List.of(), List.of());

    assertThat(data(new Failed("model_cut", "It broke.", Action.RETRY, null, withoutText)))
        .isEqualTo(
            "{\"type\":\"error\",\"code\":\"model_cut\",\"message\":\"It broke.\","
                + "\"action\":\"retry\",\"latency\":{\"total_ms\":31,\"phases\":[],"
                + "\"critical_path\":[]}}");
    assertThat(data(new Failed("c", "m", Action.WAIT, 1500L, withoutText)))
        .contains("\"retry_after_ms\":1500");
  }

  @Test
  void anyTextRoundTrips() {
    property()
        .forAll(texts())
        .checkAssert(text -> {
          JsonNode event = parsed(data(new Text(text)));

          assertThat(event.get("text").textValue()).isEqualTo(repaired(text));
        });
  }

  @Test
  void anEventIsAlwaysOneLine() {
    property()
        .forAll(texts())
        .checkAssert(text -> assertThat(data(new Text(text))).doesNotContain("\n", "\r"));
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An unpaired surrogate has no encoding. */
  private static String repaired(String text) {
    StringBuilder repaired = new StringBuilder();
    text.codePoints()
        .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
        .forEach(repaired::appendCodePoint);
    return repaired.toString();
  }

  private static String encoded(long sequence, TurnEvent event) {
    EventBuffer buffer = new EventBuffer(16);
    EventEncoder.encode(sequence, event, buffer);
    return new String(buffer.array(), 0, buffer.length(), UTF_8);
  }

  private static String data(TurnEvent event) {
    String encoded = encoded(1, event);
    return encoded.substring("id: 1\ndata: ".length(), encoded.length() - 2);
  }
}
