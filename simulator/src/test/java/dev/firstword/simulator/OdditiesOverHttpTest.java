package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.GPT;
import static dev.firstword.simulator.SimulatedProvider.helloBody;
import static dev.firstword.simulator.SimulatedProvider.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what a client reads of each oddity. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OdditiesOverHttpTest {

  private SimulatedProvider provider;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @ParameterizedTest
  @CsvSource({
    "FINISH_UPPER_CASE, 3, MAX_TOKENS",
    "FINISH_UPPER_CASE, 500, STOP",
    "FINISH_EOS, 500, eos",
    "FINISH_EOS, 3, length",
    "FINISH_ABORT, 500, abort"
  })
  void aChatEndsForAReasonInOtherWords(FaultKind kind, int maxTokens, String reason)
      throws Exception {
    inject(Fault.always(kind).afterTokens(2));

    List<JsonNode> chunks =
        ChatStream.chunks(chat("'max_tokens':" + maxTokens + "," + ChatStream.HELLO));

    assertThat(ChatStream.finishReason(chunks)).isEqualTo(reason);
  }

  @Test
  void aMessageEndsForAReasonInOtherWords() throws Exception {
    inject(Fault.always(FaultKind.FINISH_UPPER_CASE));

    assertThat(provider.messages(helloBody(true)).body()).contains("\"stop_reason\":\"END_TURN\"");
    assertThat(json(provider.messages(helloBody(false)).body()).path("stop_reason").asText())
        .isEqualTo("END_TURN");
  }

  @Test
  void anAbortedAnswerIsNotWhole() throws Exception {
    inject(Fault.always(FaultKind.FINISH_ABORT).afterTokens(2));

    assertThat(contentChunks(ChatStream.chunks(chat(ChatStream.HELLO)))).isEqualTo(2);
  }

  @Test
  void anErrorIsInTheChoice() throws Exception {
    inject(Fault.always(FaultKind.ERROR_IN_CHOICE).afterTokens(2));

    String body = chat(ChatStream.HELLO);

    assertThat(ChatStream.chunks(body).getLast().at("/choices/0/error/code").asInt())
        .isEqualTo(502);
    assertThat(ChatStream.finishReason(ChatStream.chunks(body))).isEqualTo("error");
    assertThat(body).endsWith("data: [DONE]\n\n");
  }

  @Test
  void anErrorEventPrecedesTheUsualEnd() throws Exception {
    inject(Fault.always(FaultKind.ERROR_EVENT_THEN_DONE).afterTokens(2));
    String error = "event: error\ndata: {\"code\":502,\"message\":\"The provider failed.\"}\n\n";

    assertThat(chat(ChatStream.HELLO)).endsWith(error + "data: [DONE]\n\n");
    assertThat(provider.messages(helloBody(true)).body())
        .endsWith(error + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    assertThat(responses()).endsWith(error);
  }

  @Test
  void anErrorComesAsJsonWithStatus200() throws Exception {
    inject(Fault.always(FaultKind.ERROR_AS_JSON));

    HttpResponse<String> response =
        provider.openAi(
            "/v1/chat/completions", ChatStream.body("'stream':true," + ChatStream.HELLO));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(json(response.body()).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
  }

  @Test
  void anAnswerComesAsJsonAlthoughAStreamWasAskedFor() throws Exception {
    inject(Fault.always(FaultKind.ANSWER_AS_JSON));

    HttpResponse<String> response =
        provider.openAi(
            "/v1/chat/completions", ChatStream.body("'stream':true," + ChatStream.HELLO));

    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(json(response.body()).at("/choices/0/message/content").asText()).isNotEmpty();
    assertThat(json(provider.messages(helloBody(true)).body()).path("type").asText())
        .isEqualTo("message");
  }

  @ParameterizedTest
  @EnumSource(names = {"FINISH_THEN_NOTHING", "FINISH_THEN_KEEP_ALIVES"})
  void theReasonOfTheEndIsTheLastThing(FaultKind kind) throws Exception {
    inject(Fault.always(kind));

    HttpResponse<InputStream> response = provider.openMessages(helloBody(true));
    try (InputStream body = response.body()) {
      String received = readUntil(body, "event: message_delta", "\n\n");

      assertThat(received).doesNotContain("message_stop");
      assertThat(provider.simulator.stats().total().open()).isEqualTo(1);
      if (kind == FaultKind.FINISH_THEN_KEEP_ALIVES) {
        assertThat(readUntil(body, ":", "\n\n")).isEqualTo(": keep-alive\n\n");
      }
    }
  }

  @Test
  void doneHasASpaceBehindIt() throws Exception {
    inject(Fault.always(FaultKind.DONE_WITH_SPACE));

    assertThat(chat(ChatStream.HELLO)).endsWith("data: [DONE] \n\n");
  }

  @Test
  void eventsHaveNoNames() throws Exception {
    inject(Fault.always(FaultKind.NO_EVENT_LINES));

    assertThat(provider.messages(helloBody(true)).body())
        .contains("data: {\"type\":\"message_start\"")
        .doesNotContain("event:");
    assertThat(responses()).contains("\"type\":\"response.completed\"").doesNotContain("event:");
  }

  @Test
  void theContentTypeIsAnotherOrMissing() throws Exception {
    inject(Fault.always(FaultKind.MISLABELLED));
    assertThat(provider.messages(helloBody(true)).headers().firstValue("content-type"))
        .contains("text/plain; charset=utf-8");

    inject(Fault.always(FaultKind.UNLABELLED));
    assertThat(provider.messages(helloBody(true)).headers().firstValue("content-type")).isEmpty();
  }

  @Test
  void aKeepAliveIsALineOfData() throws Exception {
    inject(Fault.always(FaultKind.KEEP_ALIVE_AS_DATA));

    assertThat(chat(ChatStream.HELLO)).containsOnlyOnce("data: : keepalive\n\n");
  }

  @Test
  void linesEndAsOnWindowsBehindAByteOrderMark() throws Exception {
    inject(Fault.always(FaultKind.CARRIAGE_RETURNS));

    String body = chat(ChatStream.HELLO);

    assertThat(body).startsWith("\uFEFFdata: ").endsWith("data: [DONE]\r\n\r\n");
    assertThat(body.replace("\r\n", "")).doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"/v1/chat/completions", "/v1/messages", "/v1/responses"})
  void aCharacterIsSplitOverTwoEvents(String path) throws Exception {
    inject(Fault.always(FaultKind.SPLIT_SURROGATES).afterTokens(1));

    String body =
        switch (path) {
          case "/v1/messages" -> provider.messages(helloBody(true)).body();
          case "/v1/responses" -> responses();
          default -> chat(ChatStream.HELLO);
        };

    List<String> data = body.lines().filter(line -> line.startsWith("data: {")).toList();
    int first = indexOfContaining(data, "\\uD83D\"");
    assertThat(data.get(first + 1)).contains("\"\\uDE00");
    if (path.equals("/v1/responses")) {
      assertThat(data).satisfies(OdditiesOverHttpTest::areNumberedWithoutGaps);
    }
  }

  @Test
  void aRefusalIsWrittenAsEachProtocolDoes() throws Exception {
    inject(Fault.always(FaultKind.REFUSAL));

    List<JsonNode> chunks = ChatStream.chunks(chat(ChatStream.HELLO));
    String message = provider.messages(helloBody(true)).body();
    String response = responses();

    assertThat(chunks.get(1).at("/choices/0/delta/refusal").asText()).isEqualTo("I can't help");
    assertThat(ChatStream.finishReason(chunks)).isEqualTo("stop");
    assertThat(message).contains("\"stop_reason\":\"refusal\"").contains("\"stop_details\"");
    assertThat(response)
        .contains("event: response.refusal.delta")
        .contains("{\"type\":\"refusal\",\"refusal\":\"I can't help with that.\"}");
  }

  @Test
  void anOddityCombinesWithOtherFaults() throws Exception {
    inject(
        Fault.always(FaultKind.NO_EVENT_LINES),
        Fault.always(FaultKind.OVERLOADED).afterTokens(2),
        Fault.always(FaultKind.SPLIT));

    assertThat(provider.messages(helloBody(true)).body())
        .endsWith("\"message\":\"Overloaded\"}}\n\n")
        .doesNotContain("event:");
  }

  static Stream<FaultKind> oddities() {
    return Arrays.stream(FaultKind.values()).filter(FaultKind::isOddity);
  }

  @ParameterizedTest
  @MethodSource("oddities")
  void everyOddityAlsoHasACompleteReply(FaultKind kind) throws Exception {
    inject(Fault.always(kind));

    for (String body : List.of(ChatStream.HELLO, ChatStream.TOOLS)) {
      assertThat(provider.openAi("/v1/chat/completions", ChatStream.body(body)).statusCode())
          .isEqualTo(200);
    }
    assertThat(json(provider.messages(helloBody(false)).body()).isObject()).isTrue();
  }

  private void inject(Fault... faults) {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS.withFaults(faults));
  }

  private String chat(String members) throws Exception {
    return ChatStream.of(provider, members);
  }

  private String responses() throws Exception {
    return provider
        .openAi(
            "/v1/responses",
            ("{'model':'" + GPT + "','stream':true,'input':'Hello'}").replace('\'', '"'))
        .body();
  }

  private static long contentChunks(List<JsonNode> chunks) {
    return chunks.stream()
        .filter(chunk -> !chunk.at("/choices/0/delta/content").asText("").isEmpty())
        .count();
  }

  private static int indexOfContaining(List<String> lines, String part) {
    for (int index = 0; index < lines.size(); index++) {
      if (lines.get(index).contains(part)) {
        return index;
      }
    }
    throw new AssertionError("no line contains " + part + ": " + lines);
  }

  private static void areNumberedWithoutGaps(List<? extends String> data) {
    for (int number = 0; number < data.size(); number++) {
      assertThat(json(data.get(number).substring(6)).path("sequence_number").asInt())
          .isEqualTo(number);
    }
  }

  private static String readUntil(InputStream body, String start, String end) throws Exception {
    StringBuilder received = new StringBuilder();
    while (received.indexOf(start) < 0 || received.indexOf(end, received.indexOf(start)) < 0) {
      int next = body.read();
      assertThat(next).as("more of %s", received).isNotNegative();
      received.append(new String(new byte[] {(byte) next}, UTF_8));
    }
    return received.toString();
  }
}
