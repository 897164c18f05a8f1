package dev.firstword.simulator.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.ParsedModelCall;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which Messages API requests are accepted, and the errors for invalid ones. */
class MessagesProtocolTest {
  private static final String HELLO = "'messages':[{'role':'user','content':'Hello'}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                           | must be a JSON object",
        "{'model'                                     | not valid JSON",
        "{}                                           | model: Field required",
        "{'model':3}                                  | model: Input should be a valid string",
        "{'model':'claude-sonnet-4-6'}                | max_tokens: Field required",
        "{'model':'claude-sonnet-4-6','max_tokens':'9'} | max_tokens: Input should be a valid integer",
        "{'model':'claude-sonnet-4-6','max_tokens':-1} | max_tokens: must be",
        "{'model':'claude-sonnet-4-6','max_tokens':0,'stream':true} | max_tokens: must be greater than 0 when streaming",
        "{'model':'claude-sonnet-4-6','max_tokens':9} | messages: Field required",
        "{'model':'claude-sonnet-4-6','max_tokens':9,'messages':{}} | messages: Input should be a valid list",
        "{'model':'claude-sonnet-4-6','max_tokens':9,'messages':[]} | messages: at least one message is required",
        "{'model':'claude-sonnet-4-6','max_tokens':9,'messages':['hi']} | messages.0: Input should be an object",
        "{'model':'claude-sonnet-4-6','max_tokens':9,'wish':1} | wish: Extra inputs are not permitted"
      })
  void anInvalidBodyIsRejected(String body, String message) {
    assertRejected(body, 400, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'stream':'yes'               | stream: Input should be a valid boolean",
        "'temperature':'hot'          | temperature: Input should be a valid number",
        "'temperature':2              | temperature: range",
        "'stop_sequences':'x'         | stop_sequences: Input should be a valid list",
        "'stop_sequences':[' ']       | must contain non-whitespace",
        "'system':3                   | system: Input should be a valid string or list",
        "'system':[{'type':'image'}]  | system.0.type: Input should be 'text'",
        "'thinking':true              | thinking: Input should be an object",
        "'tools':{}                   | tools: Input should be a valid list",
        "'tools':[{'type':'custom'}]  | tools.0.name: Field required"
      })
  void aFieldOfTheWrongTypeIsRejected(String field, String message) {
    assertRejected(body(field + "," + HELLO), 400, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'role':'robot','content':'hi'}    | messages.0.role",
        "{'role':'assistant','content':'a'} | first message must use the \"user\" role",
        "{'role':'user','content':''}       | must have non-empty content",
        "{'role':'user','content':[]}       | must have non-empty content",
        "{'role':'user'}                    | messages.0.content: Field required",
        "{'role':'user','content':7}        | messages.0.content: Input should be",
        "{'role':'user','content':[{'type':'text'}]}            | messages.0.content.0.text.text",
        "{'role':'user','content':[{'type':'text','text':''}]}  | must be non-empty",
        "{'role':'user','content':[{'type':'smell'}]}           | Input tag 'smell'"
      })
  void anInvalidMessageIsRejected(String message, String problem) {
    assertRejected(body("'messages':[" + message + "]"), 400, problem);
  }

  @Test
  void anUnknownModelIsNotFound() {
    assertRejected(body(HELLO).replace("claude-sonnet-4-6", "claude-2"), 404, "model: claude-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"temperature", "top_p", "top_k"})
  void theNewVersionRejectsSamplingParameters(String field) {
    String body = body("'" + field + "':1," + HELLO);

    assertThat(read("2023-06-01", body)).isInstanceOf(ParsedModelCall.Accepted.class);
    assertRejected("2026-10-21", body, 400, field + ": Extra inputs are not permitted");
  }

  @Test
  void aVersionIsRequired() {
    assertRejected("", body(HELLO), 400, "anthropic-version: header is required");
  }

  @Test
  void anUnknownVersionIsRejected() {
    assertRejected("2024-01-01", body(HELLO), 400, "is not a valid version");
  }

  @Test
  void moreThanFourBreakpointsAreRejected() {
    String block = "{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}";

    assertRejected(
        body("'system':[" + (block + ",").repeat(4) + block + "]," + HELLO),
        400,
        "A maximum of 4 blocks with cache_control may be provided. Found 5.");
  }

  @Test
  void aLongerTtlMustNotFollowAShorterOne() {
    assertRejected(
        body(
            "'system':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}],"
                + "'messages':[{'role':'user','content':[{'type':'text','text':'b',"
                + "'cache_control':{'type':'ephemeral','ttl':'1h'}}]}]"),
        400,
        "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'forever'}              | Input should be 'ephemeral'",
        "{'type':'ephemeral','ttl':'2d'} | Input should be '5m' or '1h'"
      })
  void aBreakpointIsEphemeralForFiveMinutesOrAnHour(String cacheControl, String message) {
    assertRejected(
        body("'system':[{'type':'text','text':'a','cache_control':" + cacheControl + "}]," + HELLO),
        400,
        message);
  }

  @Test
  void emptyTextCannotHaveABreakpoint() {
    assertRejected(
        body("'system':[{'type':'text','text':'','cache_control':{'type':'ephemeral'}}]," + HELLO),
        400,
        "cache_control cannot be set for empty text blocks");
  }

  @Test
  void thinkingCannotHaveABreakpoint() {
    assertRejected(
        body(
            "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':["
                + "{'type':'thinking','thinking':'hm','signature':'s',"
                + "'cache_control':{'type':'ephemeral'}}]},{'role':'user','content':'b'}]"),
        400,
        "cache_control cannot be set on thinking blocks");
  }

  @Test
  void aRequestBreakpointAppliesToTheLastBlock() {
    PromptRequest prompt = accepted(body("'cache_control':{'type':'ephemeral'}," + HELLO));

    assertThat(prompt.cacheablePrompt().blocks().getLast().breakpointTtl()).isPresent();
  }

  @Test
  void thePrefixIsToolsThenSystemThenMessages() {
    PromptRequest prompt =
        accepted(
            body(
                HELLO
                    + ",'system':'Be brief.','tools':[{'name':'t','input_schema':{'type':'object'}}]"));

    assertThat(prompt.cacheablePrompt().blocks())
        .extracting(block -> block.content().replaceFirst("(?s)^.*\n", ""))
        .satisfiesExactly(
            tool -> assertThat(tool).startsWith("tool:"),
            system -> assertThat(system).startsWith("system:"),
            message -> assertThat(message).startsWith("user:"));
  }

  @Test
  void toolChoiceIsPartOfTheMessagesButNotOfTheSystem() {
    String tools = ",'system':'s','tools':[{'name':'t','input_schema':{'type':'object'}}]";
    PromptRequest auto = accepted(body(HELLO + tools + ",'tool_choice':{'type':'auto'}"));
    PromptRequest any = accepted(body(HELLO + tools + ",'tool_choice':{'type':'any'}"));

    assertThat(any.cacheablePrompt().blocks().getFirst())
        .isEqualTo(auto.cacheablePrompt().blocks().getFirst());
    assertThat(any.cacheablePrompt().blocks().getLast())
        .isNotEqualTo(auto.cacheablePrompt().blocks().getLast());
  }

  @Test
  void whereTheBreakpointsAreDoesNotChangeThePrefix() {
    String withBreakpoint =
        "'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral'}}]," + HELLO;
    String plain = "'system':'s'," + HELLO;

    assertThat(accepted(body(withBreakpoint)).cacheablePrompt().blocks().getFirst().content())
        .isEqualTo(accepted(body(plain)).cacheablePrompt().blocks().getFirst().content());
  }

  @Test
  void aConversationIsReadInOrder() {
    PromptRequest prompt =
        accepted(
            body(
                "'messages':[{'role':'user','content':'one'},{'role':'assistant','content':"
                    + "[{'type':'text','text':'two'}]},{'role':'user','content':'three'}]"));

    assertThat(prompt.messages())
        .containsExactly(
            new ChatMessage(ChatMessage.Role.USER, "one"),
            new ChatMessage(ChatMessage.Role.ASSISTANT, "two"),
            new ChatMessage(ChatMessage.Role.USER, "three"));
  }

  @Test
  void newerModelsRejectPrefill() {
    String prefill =
        body("'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}]");

    assertRejected(prefill, 400, "must end with a user message");
    assertThat(read("2023-06-01", prefill.replace("claude-sonnet-4-6", "claude-haiku-4-5")))
        .isInstanceOf(ParsedModelCall.Accepted.class);
  }

  private static void assertRejected(String body, int status, String message) {
    assertRejected("2023-06-01", body, status, message);
  }

  private static void assertRejected(String version, String body, int status, String message) {
    assertThat(read(version, body))
        .isInstanceOfSatisfying(
            ParsedModelCall.Rejected.class,
            rejected -> {
              assertThat(rejected.reply().status()).isEqualTo(status);
              assertThat(new String(rejected.reply().body(), UTF_8).replace("\\\"", "\""))
                  .contains(message);
            });
  }

  private static PromptRequest accepted(String body) {
    return switch (read("2023-06-01", body)) {
      case ParsedModelCall.Accepted accepted -> accepted.prompt();
      case ParsedModelCall.Rejected rejected ->
          throw new AssertionError(new String(rejected.reply().body(), UTF_8));
    };
  }

  private static ParsedModelCall read(String version, String body) {
    return new MessagesProtocol()
        .read(
            new ApiRequest(
                "req_1",
                0,
                Map.of("x-api-key", "any", "anthropic-version", version),
                body.replace('\'', '"').getBytes(UTF_8),
                Set.of("claude-sonnet-4-6", "claude-haiku-4-5")));
  }

  private static String body(String members) {
    return "{'model':'claude-sonnet-4-6','max_tokens':100," + members + "}";
  }
}
