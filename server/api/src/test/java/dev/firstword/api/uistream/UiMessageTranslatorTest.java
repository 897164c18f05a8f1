package dev.firstword.api.uistream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What each event becomes. The chunks of the cases are also validated against the schema of the AI
 * SDK, by a test in {@code web}.
 */
final class UiMessageTranslatorTest {

  private static final JsonMapper JSON = new JsonMapper();

  private static final String START =
      "{\"type\":\"start\",\"turn_id\":\"turn_1\",\"assistant_message_id\":\"msg_2\"}";
  private static final String RUNNING = call("call_1", "running");
  private static final String FINISHED =
      "{\"type\":\"tool_call\",\"id\":\"call_1\",\"name\":\"weather\",\"state\":\"finished\","
          + "\"result\":\"blue\"}";
  private static final String STEP = "{\"type\":\"step\",\"index\":2,\"elapsed_ms\":9}";
  private static final String TEXT = "{\"type\":\"text\",\"text\":\"Blue.\"}";

  @TestFactory
  Stream<DynamicTest> translatesEachEvent() throws IOException {
    try (InputStream cases = getClass().getResourceAsStream("ui-message-chunks.json")) {
      return StreamSupport.stream(JSON.readTree(cases).spliterator(), false)
          .map(test ->
              DynamicTest.dynamicTest(
                  test.get("name").asText(),
                  () -> {
                    List<String> events = new ArrayList<>();
                    test.get("events").forEach(event -> events.add(event.toString()));

                    assertThat(chunks(UiMessageTranslator.ofTurn(), events))
                        .isEqualTo(test.get("chunks"));
                  }))
          .toList()
          .stream();
    }
  }

  @Test
  void waitsForTheClientOnceEveryCallOfTheStepIsAskedFor() {
    UiMessageTranslator translator = UiMessageTranslator.ofTurn();
    translate(translator, 1, List.of(START, call("call_1", "writing"), call("call_2", "writing")));
    translate(translator, 4, List.of(call("call_1", "ready"), RUNNING, call("call_2", "ready")));
    assertThat(translator.isWaitingForClient()).isFalse();

    translate(translator, 7, List.of(call("call_2", "running")));
    assertThat(translator.isWaitingForClient()).isTrue();

    translate(translator, 8, List.of(FINISHED));
    assertThat(translator.isWaitingForClient()).isTrue();

    translate(translator, 9, List.of(call("call_2", "failed")));
    assertThat(translator.isWaitingForClient()).isFalse();
  }

  @Test
  void doesNotWaitForAToolOfTheProvider() {
    UiMessageTranslator translator = UiMessageTranslator.ofTurn();

    translate(
        translator,
        1,
        List.of(START, RUNNING.replace("\"running\"", "\"running\",\"by\":\"provider\"")));

    assertThat(translator.isWaitingForClient()).isFalse();
  }

  @Test
  void endsTheStreamForTheToolsOfTheClient() {
    UiMessageTranslator translator = UiMessageTranslator.ofTurn();
    translate(translator, 1, List.of(START, RUNNING));
    translator.take();

    translator.endBeforeTools();

    assertThat(text(translator))
        .isEqualTo(
            """
            data: {"type":"finish-step"}

            data: {"type":"finish","finishReason":"tool-calls"}

            """);
  }

  @Test
  void goesOnWithTheMessageOfAnsweredToolsWithoutTheirResults() {
    UiMessageTranslator translator = UiMessageTranslator.afterTools(Set.of("call_1"));
    translate(translator, 1, List.of(START, TEXT, call("call_1", "writing")));
    assertThat(text(translator)).isEmpty();

    translate(translator, 4, List.of(RUNNING));
    assertThat(translator.isWaitingForClient()).isFalse();
    translate(translator, 5, List.of(FINISHED, STEP, TEXT));

    assertThat(text(translator))
        .isEqualTo(
            """
            id: 5
            data: {"type":"start","messageId":"msg_2","messageMetadata":{"turn_id":"turn_1"}}

            id: 6
            data: {"type":"start-step"}

            data: {"type":"text-start","id":"text-2"}

            id: 7
            data: {"type":"text-delta","id":"text-2","delta":"Blue."}

            """);
  }

  @Test
  void showsResultsThatTheClientHasNotSent() {
    UiMessageTranslator translator = UiMessageTranslator.afterTools(Set.of("call_2"));

    translate(translator, 1, List.of(START, RUNNING, call("call_2", "running"), FINISHED));

    assertThat(text(translator)).contains("\"tool-output-available\",\"toolCallId\":\"call_1\"");
  }

  @Test
  void resumesInTheMiddleOfAText() {
    UiMessageTranslator translator = UiMessageTranslator.ofTurn();
    byte[] seen = log(1, List.of(START, TEXT));
    translator.skip(seen, 0, seen.length);

    translate(translator, 3, List.of(TEXT));

    assertThat(text(translator))
        .isEqualTo(
            """
            id: 3
            data: {"type":"text-delta","id":"text-1","delta":"Blue."}

            """);
  }

  private static String call(String id, String state) {
    return "{\"type\":\"tool_call\",\"id\":\"%s\",\"name\":\"weather\",\"state\":\"%s\"}"
        .formatted(id, state);
  }

  private static void translate(UiMessageTranslator translator, int first, List<String> events) {
    byte[] log = log(first, events);
    translator.translate(log, 0, log.length);
  }

  private static byte[] log(int first, List<String> events) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      log.append("id: ").append(first + i).append("\ndata: ").append(events.get(i)).append("\n\n");
    }
    return log.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String text(UiMessageTranslator translator) {
    return new String(translator.take(), StandardCharsets.UTF_8);
  }

  private static JsonNode chunks(UiMessageTranslator translator, List<String> events)
      throws IOException {
    translate(translator, 1, events);
    ArrayNode chunks = JSON.createArrayNode();
    Integer id = null;
    for (String line : text(translator).lines().toList()) {
      if (line.startsWith("id: ")) {
        id = Integer.valueOf(line.substring("id: ".length()));
      } else if (line.startsWith("data: ")) {
        JsonNode data = JSON.readTree(line.substring("data: ".length()));
        chunks.addObject().put("id", id).set("data", data);
        id = null;
      }
    }
    return chunks;
  }
}
