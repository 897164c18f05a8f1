package dev.firstword.adapters.provider;

import static dev.firstword.adapters.provider.WrittenRequests.compact;
import static dev.firstword.adapters.provider.WrittenRequests.field;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CachePlan.CacheBreakpoint;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.Media;
import dev.firstword.core.prompt.ContentPart.Text;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.MediaDescription.Kind;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How each dialect writes each part of a message. */
final class ContentPartsRequestTest {

  private static final String MODEL = "m-1";
  private static final Media IMAGE =
      new Media(new MediaDescription(Kind.IMAGE, "image/png", "a.png", "aa", 3, 100));
  private static final Media PDF =
      new Media(new MediaDescription(Kind.FILE, "application/pdf", "b \".pdf", "bb", 3, 100));
  private static final Map<String, byte[]> BYTES =
      Map.of("aa", "png".getBytes(UTF_8), "bb", "pdf".getBytes(UTF_8));
  private static final ToolCall CALL = new ToolCall("call_1", "weather", "{\"city\": \"Bonn\"}");

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void writesOneTextAsAString(Dialect dialect) throws JsonProcessingException {
    PromptMessage message = user(new Text("Hi"));

    assertThat(messages(dialect, message)).endsWith("\"role\":\"user\",\"content\":\"Hi\"}]");
  }

  @Test
  void messagesApiWritesImagesAndFilesAsBase64() throws JsonProcessingException {
    assertThat(messages(Dialect.ANTHROPIC, user(IMAGE, PDF, new Text("What is this?"))))
        .isEqualTo(
            compact(
                """
                [{"role":"user","content":[
                  {"type":"image","source":{"type":"base64","media_type":"image/png",
                    "data":"cG5n"}},
                  {"type":"document","title":"b \\".pdf","source":{"type":"base64",
                    "media_type":"application/pdf","data":"cGRm"}},
                  {"type":"text","text":"What is this?"}]}]
                """));
  }

  @Test
  void chatCompletionsWritesImagesAndFilesAsDataUrls() throws JsonProcessingException {
    assertThat(messages(Dialect.OPENAI, user(IMAGE, PDF, new Text("What is this?"))))
        .isEqualTo(
            compact(
                """
                [{"role":"user","content":[
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,cG5n"}},
                  {"type":"file","file":{"filename":"b \\".pdf",
                    "file_data":"data:application/pdf;base64,cGRm"}},
                  {"type":"text","text":"What is this?"}]}]
                """));
  }

  @Test
  void responsesWritesImagesAndFilesAsDataUrls() throws JsonProcessingException {
    assertThat(messages(Dialect.RESPONSES, user(IMAGE, PDF, new Text("What is this?"))))
        .isEqualTo(
            compact(
                """
                [{"type":"message","role":"user","content":[
                  {"type":"input_image","image_url":"data:image/png;base64,cG5n"},
                  {"type":"input_file","filename":"b \\".pdf",
                    "file_data":"data:application/pdf;base64,cGRm"},
                  {"type":"input_text","text":"What is this?"}]}]
                """));
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void saysThatAnImageIsNoLongerStored(Dialect dialect) throws JsonProcessingException {
    Media deleted = new Media(new MediaDescription(Kind.IMAGE, "image/png", "c.png", "cc", 3, 9));

    assertThat(messages(dialect, user(deleted, new Text("What is this?"))))
        .contains("[An image named \\\"c.png\\\" was sent here. It is no longer available.]");
  }

  @Test
  void messagesApiWritesToolCallsAndTheirResultsFirst() throws JsonProcessingException {
    assertThat(messages(Dialect.ANTHROPIC, toolRound()))
        .isEqualTo(
            compact(
                """
                [{"role":"assistant","content":[
                  {"type":"text","text":"Let me look."},
                  {"type":"tool_use","id":"call_1","name":"weather","input":{"city":"Bonn"}},
                  {"type":"tool_use","id":"call_2","name":"time","input":{}}]},
                 {"role":"user","content":[
                  {"type":"tool_result","tool_use_id":"call_1","content":"12 °C"},
                  {"type":"tool_result","tool_use_id":"call_2","content":"No clock.",
                    "is_error":true},
                  {"type":"text","text":"And tomorrow?"}]}]
                """));
  }

  @Test
  void chatCompletionsWritesToolResultsAsMessages() throws JsonProcessingException {
    assertThat(messages(Dialect.OPENAI, toolRound()))
        .isEqualTo(
            compact(
                """
                [{"role":"assistant","content":"Let me look.","tool_calls":[
                  {"id":"call_1","type":"function","function":{"name":"weather",
                    "arguments":"{\\"city\\": \\"Bonn\\"}"}},
                  {"id":"call_2","type":"function","function":{"name":"time",
                    "arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"call_1","content":"12 °C"},
                 {"role":"tool","tool_call_id":"call_2","content":"Error: No clock."},
                 {"role":"user","content":"And tomorrow?"}]
                """));
  }

  @Test
  void responsesWritesToolCallsAndResultsAsItems() throws JsonProcessingException {
    assertThat(messages(Dialect.RESPONSES, toolRound()))
        .isEqualTo(
            compact(
                """
                [{"type":"message","role":"assistant","content":"Let me look."},
                 {"type":"function_call","call_id":"call_1","name":"weather",
                   "arguments":"{\\"city\\": \\"Bonn\\"}"},
                 {"type":"function_call","call_id":"call_2","name":"time","arguments":"{}"},
                 {"type":"function_call_output","call_id":"call_1","output":"12 °C"},
                 {"type":"function_call_output","call_id":"call_2","output":"Error: No clock."},
                 {"type":"message","role":"user","content":"And tomorrow?"}]
                """));
  }

  @Test
  void chatCompletionsWritesCallsWithoutText() throws JsonProcessingException {
    assertThat(messages(Dialect.OPENAI, assistant(CALL)))
        .startsWith("[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void writesAnEmptyResult(Dialect dialect) throws JsonProcessingException {
    String written = messages(dialect, assistant(CALL), user(new ToolResult("call_1", "", false)));

    assertThat(written)
        .endsWith(
            switch (dialect) {
              case ANTHROPIC -> "[{\"type\":\"tool_result\",\"tool_use_id\":\"call_1\"}]}]";
              case OPENAI -> "\"tool_call_id\":\"call_1\",\"content\":\"\"}]";
              case RESPONSES -> "\"call_id\":\"call_1\",\"output\":\"\"}]";
            });
  }

  @Test
  void messagesApiReturnsThoughtsByteForByte() throws JsonProcessingException {
    PromptMessage message =
        assistant(
            new Thought(MODEL, "Hm…", "sig+/=", null),
            new Thought(MODEL, "", null, "cipher+/="),
            new Thought(MODEL, "", "sig-2", null),
            CALL);

    assertThat(messages(Dialect.ANTHROPIC, message))
        .startsWith(
            compact(
                    """
                    [{"role":"assistant","content":[
                      {"type":"thinking","thinking":"Hm…","signature":"sig+/="},
                      {"type":"redacted_thinking","data":"cipher+/="},
                      {"type":"thinking","thinking":"","signature":"sig-2"}]}]
                    """)
                .replace("]}]", ",{\"type\":\"tool_use\""));
  }

  @Test
  void responsesReturnsEncryptedReasoning() throws JsonProcessingException {
    PromptMessage message =
        assistant(
            new Thought(MODEL, "Hm…", "rs_1", "cipher+/="),
            new Thought(MODEL, "", "rs_2", "cipher-2"),
            new Text("Done."));

    assertThat(messages(Dialect.RESPONSES, message))
        .isEqualTo(
            compact(
                """
                [{"type":"reasoning","id":"rs_1",
                   "summary":[{"type":"summary_text","text":"Hm…"}],
                   "encrypted_content":"cipher+/="},
                 {"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"cipher-2"},
                 {"type":"message","role":"assistant","content":"Done."}]
                """));
  }

  @Test
  void chatCompletionsReturnsReasoningBesideToolCalls() throws JsonProcessingException {
    Thought thought = new Thought(MODEL, "Hm…", null, null);

    assertThat(messages(Dialect.OPENAI, assistant(thought, CALL)))
        .contains("\"content\":null,\"reasoning_content\":\"Hm…\",\"tool_calls\"");
    assertThat(messages(Dialect.OPENAI, assistant(thought, new Text("Done."))))
        .isEqualTo("[{\"role\":\"assistant\",\"content\":\"Done.\"}]");
  }

  @Test
  void chatCompletionsReturnsReasoningDetailsAsTheyCame() throws JsonProcessingException {
    String details =
        "[{\"type\":\"reasoning.text\",\"text\":\"Hm…\",\"signature\":\"s+/=\",\"index\":0},"
            + "{\"type\":\"reasoning.encrypted\",\"data\":\"cipher\"}]";
    Thought thought = new Thought(MODEL, "Hm…", null, details);
    Thought damaged = new Thought(MODEL, "Hm…", null, "{");

    assertThat(messages(Dialect.OPENAI, assistant(thought, CALL)))
        .contains("\"content\":null,\"reasoning_details\":" + details + ",\"tool_calls\"");
    assertThat(messages(Dialect.OPENAI, assistant(thought, new Text("Done."))))
        .endsWith("\"content\":\"Done.\",\"reasoning_details\":" + details + "}]");
    assertThat(messages(Dialect.OPENAI, assistant(damaged, new Text("Done."))))
        .isEqualTo("[{\"role\":\"assistant\",\"content\":\"Done.\"}]");
  }

  @Test
  void sendsNoReasoningToOpenAi() throws JsonProcessingException {
    Prompt prompt = new Prompt("", List.of(assistant(new Thought(MODEL, "Hm…", null, null), CALL)));

    String body =
        WrittenRequests.body(
            Dialect.OPENAI, "https://api.openai.com", new ModelRequest(MODEL, prompt, 64, null));

    assertThat(field(body, "messages")).contains("tool_calls").doesNotContain("Hm…");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void leavesOutThoughtsOfAnotherModel(Dialect dialect) throws JsonProcessingException {
    Thought foreign = new Thought("m-2", "canary", "canary", "canary");
    Thought unsigned = new Thought("m-2", "canary", null, null);

    assertThat(messages(dialect, assistant(foreign, unsigned, CALL, new Text("Done."))))
        .contains("weather", "Done.")
        .doesNotContain("canary");
    assertThat(messages(dialect, assistant(foreign, new Text("Done."))))
        .endsWith("\"role\":\"assistant\",\"content\":\"Done.\"}]");
  }

  /** Providers refuse an answer of nothing but a thought, or one that ends with it. */
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void leavesOutAThoughtThatNothingFollows(Dialect dialect) throws JsonProcessingException {
    Thought thought =
        switch (dialect) {
          case ANTHROPIC -> new Thought(MODEL, "canary", "s", null);
          case OPENAI -> new Thought(MODEL, "canary", null, "[{}]");
          case RESPONSES -> new Thought(MODEL, "canary", "s", "e");
        };

    assertThat(messages(dialect, assistant(new Text("Done."), thought)))
        .endsWith("\"role\":\"assistant\",\"content\":\"Done.\"}]");
    assertThat(messages(dialect, assistant(thought))).isEqualTo("[]");
  }

  @Test
  void marksTheLastPartThatMayBeCached() {
    Thought thought = new Thought(MODEL, "", "s", null);
    Prompt prompt =
        new Prompt(
            "",
            List.of(
                user(IMAGE, new Text("Look.")),
                assistant(thought, CALL),
                user(new ToolResult("call_1", "12 °C", false))),
            3,
            CacheScope.DEFAULT);
    CachePlan plan =
        new CachePlan(
            List.of(
                new CacheBreakpoint(1, CacheTtl.ONE_HOUR),
                new CacheBreakpoint(2, CacheTtl.FIVE_MINUTES),
                new CacheBreakpoint(3, CacheTtl.FIVE_MINUTES)));

    String body =
        WrittenRequests.body(
            Dialect.ANTHROPIC, new ModelRequest(MODEL, prompt, 64, null).withCachePlan(plan));

    assertThat(body)
        .contains(
            "\"text\":\"Look.\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]",
            "\"input\":{\"city\":\"Bonn\"},\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"5m\"}}]",
            "\"content\":\"12 °C\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"5m\"}}]")
        .containsPattern("\"signature\":\"s\"}");
    assertThat(body.split("cache_control", -1)).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void sendsInvalidArgumentsBackAsAnError(Dialect dialect) throws JsonProcessingException {
    String written =
        messages(
            dialect,
            assistant(new ToolCall("call_1", "weather", "{\"city\": \"Bo")),
            user(new ToolResult("call_1", "Nothing was run.", true)));

    assertThat(written)
        .contains(
            switch (dialect) {
              case ANTHROPIC -> "\"input\":{}";
              case OPENAI, RESPONSES -> "\"arguments\":\"{}\"";
            })
        .contains(
            "The arguments were not a JSON object: {\\\"city\\\": \\\"Bo\\n\\nNothing was run.");
  }

  private static PromptMessage[] toolRound() {
    return new PromptMessage[] {
      assistant(new Text("Let me look."), CALL, new ToolCall("call_2", "time", "")),
      user(
          new ToolResult("call_1", "12 °C", false),
          new Text("And tomorrow?"),
          new ToolResult("call_2", "No clock.", true))
    };
  }

  private static PromptMessage user(ContentPart... parts) {
    return new PromptMessage(Role.USER, Arrays.asList(parts));
  }

  private static PromptMessage assistant(ContentPart... parts) {
    return new PromptMessage(Role.ASSISTANT, Arrays.asList(parts));
  }

  private static String messages(Dialect dialect, PromptMessage... messages)
      throws JsonProcessingException {
    Prompt prompt = new Prompt("", List.of(messages), 0, CacheScope.DEFAULT, BYTES);
    String body = WrittenRequests.body(dialect, new ModelRequest(MODEL, prompt, 64, null));
    return field(
        body,
        switch (dialect) {
          case ANTHROPIC, OPENAI -> "messages";
          case RESPONSES -> "input";
        });
  }
}
