package dev.firstword.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class TurnPrinterTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final TurnPrinter printer =
      new TurnPrinter(
          new Terminal(
              new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false));

  @Test
  void aToolCallIsOneLine() throws JsonProcessingException {
    tool("call_1", "Looking up your orders", "writing", 0);
    tool("call_1", "Looking up your orders", "ready", 90);
    tool("call_1", "Looking up your orders", "running", 100);
    assertThat(err.toString(UTF_8)).isEqualTo("· Looking up your orders…");

    tool("call_1", "Looking up your orders", "finished", 8_123);

    assertThat(err.toString(UTF_8)).isEqualTo("· Looking up your orders… 8 s\n");
  }

  @Test
  void parallelToolCallsHaveALineEach() throws JsonProcessingException {
    tool("call_1", "Looking up your orders", "running", 0);
    tool("call_2", "Asking the bakery", "running", 0);
    tool("call_1", "Looking up your orders", "finished", 8_000);
    tool("call_2", "Asking the bakery", "failed", 15_000);

    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "· Looking up your orders…",
            "· Asking the bakery…",
            "· Looking up your orders… 8 s",
            "· Asking the bakery… failed after 15 s");
  }

  @Test
  void aRunningToolHasALineForWhatIsUsualAndForEachTimeThatItBecomesLonger()
      throws JsonProcessingException {
    tool("call_1", "Searching flights", "running", 0);
    toolWait("call_1", 0);
    toolWait("call_1", 0);
    toolWait("call_1", 50);
    toolWait("call_1", 80);
    toolWait("call_1", 95);
    toolWait("call_1", 100);
    toolWait("call_1", 100);
    tool("call_1", "Searching flights", "finished", 15_000);

    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "· Searching flights…",
            "· Searching flights: usually done within 9 s",
            "· Searching flights: longer than half of earlier calls",
            "· Searching flights: longer than 4 of 5 earlier calls",
            "· Searching flights: longer than 19 of 20 earlier calls",
            "· Searching flights: longer than all 34 earlier calls",
            "· Searching flights… 15 s");
  }

  @Test
  void theAnswerStartsOnALineOfItsOwn() throws JsonProcessingException {
    print("{\"type\":\"text\",\"text\":\"One moment.\"}");
    tool("call_1", "Looking up your orders", "running", 0);
    print("{\"type\":\"text\",\"text\":\"Here they are.\"}");

    assertThat(out.toString(UTF_8)).isEqualTo("One moment.\nHere they are.");
    assertThat(err.toString(UTF_8)).isEqualTo("· Looking up your orders…\n");
  }

  @Test
  void aLabelCannotChangeTheScreen() throws JsonProcessingException {
    tool("call_1", "Orders\\u001b[2J\\n\\rfake line", "running", 0);

    assertThat(err.toString(UTF_8)).isEqualTo("· Orders\ufffd[2J fake line…");
  }

  @Test
  void theSourcesFollowTheAnswerEachOnce() throws JsonProcessingException {
    print("{\"type\":\"note\",\"text\":\"I look\\n it up.\"}");
    print("{\"type\":\"text\",\"text\":\"Blue.\"}");
    print("{\"type\":\"citation\",\"index\":2,\"title\":\"Sky.pdf\",\"page\":3}");
    print("{\"type\":\"citation\",\"index\":1,\"title\":\"Sky\",\"url\":\"https://sky.example\"}");
    print("{\"type\":\"citation\",\"index\":2,\"title\":\"Sky.pdf\",\"page\":7}");
    print("{\"type\":\"done\",\"latency\":{},\"usage\":{}}");

    assertThat(out.toString(UTF_8)).startsWith("Blue.");
    assertThat(err.toString(UTF_8).lines().limit(3))
        .containsExactly(
            "· I look it up.", "· [1] Sky https://sky.example", "· [2] Sky.pdf, page 3");
  }

  @Test
  void theAnswerIsCompleteOnlyWhenItIsDone() throws JsonProcessingException {
    print("{\"type\":\"text\",\"text\":\"Hello\"}");
    assertThat(printer.isComplete()).isFalse();

    print("{\"type\":\"done\",\"latency\":{},\"usage\":{}}");
    assertThat(printer.isComplete()).isTrue();
  }

  private void tool(String id, String label, String state, long elapsedMs)
      throws JsonProcessingException {
    print(
        "{\"type\":\"tool_call\",\"id\":\"%s\",\"name\":\"x\",\"label\":\"%s\",\"state\":\"%s\",\"elapsed_ms\":%d}"
            .formatted(id, label, state, elapsedMs));
  }

  private void toolWait(String id, int percent) throws JsonProcessingException {
    print(
        "{\"type\":\"tool_wait\",\"id\":\"%s\",\"typical_ms\":{\"p80\":8100},\"longer_than_percent\":%d,\"samples\":34}"
            .formatted(id, percent));
  }

  private void print(String event) throws JsonProcessingException {
    printer.print(JSON.readTree(event));
  }
}
