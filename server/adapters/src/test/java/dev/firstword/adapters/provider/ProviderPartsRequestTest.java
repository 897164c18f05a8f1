package dev.firstword.adapters.provider;

import static dev.firstword.adapters.provider.WrittenRequests.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CachePlan.CacheBreakpoint;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.Commentary;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Text;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelRequest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How each dialect hands back what only its provider understands. */
final class ProviderPartsRequestTest {

  private static final String MODEL = "m-1";

  /** Spaces, escapes and numbers as a parser would not write them. */
  private static final String CALL_JSON =
      "{\"type\":\"server_tool_use\", \"id\":\"s1\",\"input\":{\"q\":\"\\u00e4\",\"n\":1.50e2}}";

  private static final String RESULT_JSON =
      "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"s1\",\"content\":[ ]}";

  private static final ProviderBlock CALL = new ProviderBlock(MODEL, CALL_JSON);
  private static final ProviderBlock RESULT = new ProviderBlock(MODEL, RESULT_JSON);
  private static final Citation CITATION =
      new Citation("Sky", "https://a.example", 0, "", 0, 4, MODEL, "{\"type\":\"x\", \"i\":1.0}");
  private static final PromptMessage QUESTION = user(new Text("Why?"));

  @Test
  void messagesApiTakesBlocksAndCitationsBackByteForByte() throws JsonProcessingException {
    String body =
        body(
            Dialect.ANTHROPIC,
            QUESTION,
            assistant(CALL, RESULT, new Text("It "), new Text("is."), CITATION),
            user(new Text("Thanks.")));

    assertThat(body)
        .contains(
            "\"content\":["
                + CALL_JSON
                + ","
                + RESULT_JSON
                + ",{\"type\":\"text\",\"text\":\"It \"},{\"type\":\"text\",\"text\":\"is.\","
                + "\"citations\":["
                + CITATION.wire()
                + "]}]");
  }

  @Test
  void responsesTakesItemsAndPhasesBackWithinTheTurn() throws JsonProcessingException {
    ToolCall call = new ToolCall("call_1", "time", "{}");
    PromptMessage answer =
        assistant(new Commentary("I look."), CALL, new Text("Blue.", true), CITATION, call);

    assertThat(
            body(
                Dialect.RESPONSES,
                QUESTION,
                answer,
                user(new ToolResult("call_1", "12:00", false))))
        .contains(
            "\"content\":\"I look.\",\"phase\":\"commentary\"}," + CALL_JSON + ",{\"type\"",
            "\"content\":\"Blue.\",\"phase\":\"final_answer\"}");
    assertThat(body(Dialect.RESPONSES, QUESTION, answer, user(new Text("Thanks."))))
        .as("in a later turn, without the reasoning that it belongs to")
        .doesNotContain("server_tool_use")
        .contains("\"phase\":\"commentary\"", "\"phase\":\"final_answer\"");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void anotherModelGetsTheTextAlone(Dialect dialect) throws JsonProcessingException {
    String body =
        body(
            dialect,
            QUESTION,
            assistant(
                new ProviderBlock("m-2", "{\"canary\":1}"),
                new Text("It "),
                new Text("is."),
                new Citation("Sky", "", 0, "", -1, -1, "m-2", "{\"canary\":2}"),
                new Text(" So.")),
            user(new Text("Thanks.")));

    assertThat(body).contains("\"content\":\"It is. So.\"").doesNotContain("canary");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void anAnswerOfNothingButForeignBlocksIsLeftOut(Dialect dialect) throws JsonProcessingException {
    String body =
        body(dialect, QUESTION, assistant(new ProviderBlock("m-2", "{}")), user(new Text("Hm.")));

    assertThat(body).doesNotContain("assistant");
  }

  @ParameterizedTest
  @EnumSource(names = {"ANTHROPIC", "OPENAI"})
  void commentaryIsTextWhereThereIsNoPhase(Dialect dialect) throws JsonProcessingException {
    assertThat(body(dialect, QUESTION, assistant(new Commentary("I look."), new Text("Blue."))))
        .contains("I look.", "Blue.")
        .doesNotContain("phase");
  }

  /** The provider refuses it, but needs it while the answer continues. */
  @Test
  void messagesApiGetsNoCallOfAnEarlierTurnWithoutItsResult() throws JsonProcessingException {
    ToolCall call = new ToolCall("call_1", "time", "{}");
    PromptMessage results = user(new ToolResult("call_1", "12:00", false));

    assertThat(
            body(
                Dialect.ANTHROPIC,
                QUESTION,
                assistant(CALL, new Text("Hm.")),
                user(new Text("Go on."))))
        .doesNotContain("server_tool_use");
    assertThat(body(Dialect.ANTHROPIC, QUESTION, assistant(new Text("Hm."), CALL)))
        .as("an answer that paused")
        .contains(CALL_JSON);
    assertThat(body(Dialect.ANTHROPIC, QUESTION, assistant(CALL, call), results, assistant(RESULT)))
        .as("a call that waits for a tool of the client")
        .contains(CALL_JSON, RESULT_JSON);
  }

  @Test
  void neverMarksABlockOfTheProvider() {
    Prompt prompt = new Prompt("", List.of(QUESTION, assistant(new Text("Hm."), CALL, RESULT)));
    CachePlan plan = new CachePlan(List.of(new CacheBreakpoint(2, CacheTtl.FIVE_MINUTES)));

    assertThat(
            WrittenRequests.body(
                Dialect.ANTHROPIC, new ModelRequest(MODEL, prompt, 64, null).withCachePlan(plan)))
        .contains("\"text\":\"Hm.\",\"cache_control\":{", CALL_JSON + "," + RESULT_JSON);
  }

  private static PromptMessage user(ContentPart... parts) {
    return new PromptMessage(Role.USER, Arrays.asList(parts));
  }

  private static PromptMessage assistant(ContentPart... parts) {
    return new PromptMessage(Role.ASSISTANT, Arrays.asList(parts));
  }

  /** Returns a body that is JSON. */
  private static String body(Dialect dialect, PromptMessage... messages)
      throws JsonProcessingException {
    Prompt prompt = new Prompt("", List.of(messages));
    String body = WrittenRequests.body(dialect, new ModelRequest(MODEL, prompt, 64, null));
    assertThat(field(body, "model")).isEqualTo("\"" + MODEL + "\"");
    return body;
  }
}
