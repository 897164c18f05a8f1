package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.GPT;
import static dev.firstword.simulator.SimulatedProvider.helloBody;
import static dev.firstword.simulator.SimulatedProvider.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests what a client reads of each oddity. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OdditiesOverHttpTest {
  private static final String HELLO = "'messages':[{'role':'user','content':'Hello'}]";
  private static final String TOOLS =
      "'tools':[{'type':'function','function':{'name':'search','parameters':{'type':'object',"
          + "'properties':{'q':{'type':'string'}},'required':['q']}}},"
          + "{'type':'function','function':{'name':'look'}}],"
          + "'messages':[{'role':'user','content':'Call `search` and `look`'}]";

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

    List<JsonNode> chunks = chunks(chat("'max_tokens':" + maxTokens + "," + HELLO));

    assertThat(finishReason(chunks)).isEqualTo(reason);
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

    assertThat(contentChunks(chunks(chat(HELLO)))).isEqualTo(2);
  }

  @Test
  void anErrorIsInTheChoice() throws Exception {
    inject(Fault.always(FaultKind.ERROR_IN_CHOICE).afterTokens(2));

    String body = chat(HELLO);

    assertThat(chunks(body).getLast().at("/choices/0/error/code").asInt()).isEqualTo(502);
    assertThat(finishReason(chunks(body))).isEqualTo("error");
    assertThat(body).endsWith("data: [DONE]\n\n");
  }

  @Test
  void anErrorEventPrecedesTheUsualEnd() throws Exception {
    inject(Fault.always(FaultKind.ERROR_EVENT_THEN_DONE).afterTokens(2));
    String error = "event: error\ndata: {\"code\":502,\"message\":\"The provider failed.\"}\n\n";

    assertThat(chat(HELLO)).endsWith(error + "data: [DONE]\n\n");
    assertThat(provider.messages(helloBody(true)).body())
        .endsWith(error + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    assertThat(responses()).endsWith(error);
  }

  @Test
  void anErrorComesAsJsonWithStatus200() throws Exception {
    inject(Fault.always(FaultKind.ERROR_AS_JSON));

    HttpResponse<String> response =
        send("/v1/chat/completions", chatBody("'stream':true," + HELLO));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(json(response.body()).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
  }

  @Test
  void anAnswerComesAsJsonAlthoughAStreamWasAskedFor() throws Exception {
    inject(Fault.always(FaultKind.ANSWER_AS_JSON));

    HttpResponse<String> response =
        send("/v1/chat/completions", chatBody("'stream':true," + HELLO));

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

    assertThat(chat(HELLO)).endsWith("data: [DONE] \n\n");
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

    assertThat(chat(HELLO)).containsOnlyOnce("data: : keepalive\n\n");
  }

  @Test
  void linesEndAsOnWindowsBehindAByteOrderMark() throws Exception {
    inject(Fault.always(FaultKind.CARRIAGE_RETURNS));

    String body = chat(HELLO);

    assertThat(body).startsWith("\uFEFFdata: ").endsWith("data: [DONE]\r\n\r\n");
    assertThat(body.replace("\r\n", "")).doesNotContain("\n");
  }

  @Test
  void contentIsAListOfParts() throws Exception {
    inject(Fault.always(FaultKind.CONTENT_PARTS));

    JsonNode part = chunks(chat(HELLO)).get(1).at("/choices/0/delta/content/0");

    assertThat(part.path("type").asText()).isEqualTo("text");
    assertThat(part.path("text").asText()).isNotEmpty();
  }

  @Test
  void theRoleIsInEveryDelta() throws Exception {
    inject(Fault.always(FaultKind.ROLE_REPEATED));

    assertThat(chunks(chat(HELLO)))
        .allSatisfy(
            chunk -> assertThat(chunk.at("/choices/0/delta/role").asText()).isEqualTo("assistant"));
  }

  @ParameterizedTest
  @CsvSource({"/v1/chat/completions", "/v1/messages", "/v1/responses"})
  void aCharacterIsSplitOverTwoEvents(String path) throws Exception {
    inject(Fault.always(FaultKind.SPLIT_SURROGATES).afterTokens(1));

    String body =
        switch (path) {
          case "/v1/messages" -> provider.messages(helloBody(true)).body();
          case "/v1/responses" -> responses();
          default -> chat(HELLO);
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

    List<JsonNode> chunks = chunks(chat(HELLO));
    String message = provider.messages(helloBody(true)).body();
    String response = responses();

    assertThat(chunks.get(1).at("/choices/0/delta/refusal").asText()).isEqualTo("I can't help");
    assertThat(finishReason(chunks)).isEqualTo("stop");
    assertThat(message).contains("\"stop_reason\":\"refusal\"").contains("\"stop_details\"");
    assertThat(response)
        .contains("event: response.refusal.delta")
        .contains("{\"type\":\"refusal\",\"refusal\":\"I can't help with that.\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"REASONING | /reasoning", "REASONING_DETAILS | /reasoning_details/0/text"})
  void thoughtsAreInAnotherField(FaultKind kind, String pointer) throws Exception {
    injectIntoThinking(Fault.always(kind));

    JsonNode delta = chunks(chat(HELLO)).get(1).at("/choices/0/delta");

    assertThat(delta.at(pointer).asText()).startsWith("Reading");
    assertThat(delta.has("reasoning_content")).isFalse();
  }

  @Test
  void thoughtsAreInTheTextBetweenTags() throws Exception {
    injectIntoThinking(Fault.always(FaultKind.THINK_TAGS));

    StringBuilder text = new StringBuilder();
    chunks(chat(HELLO))
        .forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
    String whole =
        json(send("/v1/chat/completions", chatBody(HELLO)).body())
            .at("/choices/0/message/content")
            .asText();

    assertThat(text.toString()).matches("(?s)<think>Reading.*</think>\n\n.+");
    assertThat(whole).matches("(?s)<think>Reading.*</think>\n\n.+");
  }

  @Test
  void argumentsAreObjectsInOnePiece() throws Exception {
    inject(Fault.always(FaultKind.ARGUMENTS_AS_OBJECT));

    List<JsonNode> calls = toolDeltas(chat(TOOLS));

    assertThat(calls).hasSize(2);
    assertThat(calls.getFirst().at("/function/arguments/q").asText()).isNotEmpty();
    assertThat(calls.getFirst().path("id").asText()).startsWith("call_");
  }

  @Test
  void argumentsAreNotJson() throws Exception {
    inject(Fault.always(FaultKind.ARGUMENTS_INVALID_JSON));

    StringBuilder arguments = new StringBuilder();
    toolDeltas(chat(TOOLS)).stream()
        .filter(call -> call.path("index").asInt() == 0)
        .forEach(call -> arguments.append(call.at("/function/arguments").asText()));

    assertThat(arguments.toString()).startsWith("{\"q\":").endsWith(",");
  }

  @Test
  void eachToolDeltaRepeatsItsFields() throws Exception {
    inject(Fault.always(FaultKind.TOOL_FIELDS_REPEATED));

    List<JsonNode> calls = toolDeltas(chat(TOOLS));

    assertThat(calls)
        .hasSizeGreaterThan(3)
        .allSatisfy(call -> {
          assertThat(call.path("id").asText()).startsWith("call_");
          assertThat(call.at("/function/name").asText())
              .isEqualTo(call.path("index").asInt() == 0 ? "search" : "look");
        });
  }

  @Test
  void fieldsOfToolCallsAreMissing() throws Exception {
    inject(Fault.always(FaultKind.TOOL_INDEX_MISSING));
    assertThat(toolDeltas(chat(TOOLS)))
        .hasSize(2)
        .noneMatch(call -> call.has("index"))
        .extracting(call -> call.at("/function/name").asText())
        .containsExactly("search", "look");

    inject(Fault.always(FaultKind.TOOL_ID_MISSING));
    assertThat(toolDeltas(chat(TOOLS))).noneMatch(call -> call.has("id"));
  }

  @Test
  void aToolCallIsAFunctionCall() throws Exception {
    inject(Fault.always(FaultKind.LEGACY_FUNCTION_CALL));

    List<JsonNode> chunks = chunks(chat(TOOLS));

    assertThat(chunks.get(1).at("/choices/0/delta/function_call/name").asText())
        .isEqualTo("search");
    assertThat(finishReason(chunks)).isEqualTo("function_call");
  }

  @Test
  void toolCallsEndWithStop() throws Exception {
    inject(Fault.always(FaultKind.FINISH_STOP_WITH_TOOLS));

    assertThat(finishReason(chunks(chat(TOOLS)))).isEqualTo("stop");
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

  @ParameterizedTest
  @EnumSource
  void everyOddityIsAlsoOneOfWholeReplies(FaultKind kind) throws Exception {
    if (!kind.isOddity()) {
      return;
    }
    inject(Fault.always(kind));

    for (String body : List.of(HELLO, TOOLS)) {
      assertThat(send("/v1/chat/completions", chatBody(body)).statusCode()).isEqualTo(200);
    }
    assertThat(json(provider.messages(helloBody(false)).body()).isObject()).isTrue();
  }

  private void inject(Fault... faults) {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS.withFaults(faults));
  }

  private void injectIntoThinking(Fault fault) {
    ModelSettings model = Objects.requireNonNull(SimulatedProvider.FAST_SETTINGS.models().get(GPT));
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS
            .withModel(
                GPT, model.withThinking(new ThinkingSettings(20, 20, ThinkingDisplay.SUMMARIZED)))
            .withFaults(fault));
  }

  private String chat(String members) throws Exception {
    return send("/v1/chat/completions", chatBody("'stream':true," + members)).body();
  }

  private String responses() throws Exception {
    return send(
            "/v1/responses",
            ("{'model':'" + GPT + "','stream':true,'input':'Hello'}").replace('\'', '"'))
        .body();
  }

  private HttpResponse<String> send(String path, String body) throws Exception {
    HttpRequest.Builder request = provider.post(path, body).header("authorization", "Bearer any");
    return provider.send(request);
  }

  private static String chatBody(String members) {
    return ("{'model':'" + GPT + "'," + members + "}").replace('\'', '"');
  }

  private static List<JsonNode> chunks(String body) {
    List<JsonNode> chunks = new ArrayList<>();
    body.lines()
        .filter(line -> line.startsWith("data: {"))
        .forEach(line -> chunks.add(json(line.substring(6))));
    return chunks;
  }

  private static String finishReason(List<JsonNode> chunks) {
    return chunks.getLast().at("/choices/0/finish_reason").asText();
  }

  private static long contentChunks(List<JsonNode> chunks) {
    return chunks.stream()
        .filter(chunk -> !chunk.at("/choices/0/delta/content").asText("").isEmpty())
        .count();
  }

  private static List<JsonNode> toolDeltas(String body) {
    return chunks(body).stream()
        .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0"))
        .filter(JsonNode::isObject)
        .toList();
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
