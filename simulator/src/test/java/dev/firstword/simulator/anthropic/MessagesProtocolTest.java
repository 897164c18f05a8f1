package dev.firstword.simulator.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.playback.Incoming;
import dev.firstword.simulator.playback.Reading;
import dev.firstword.simulator.prompt.Ask;
import dev.firstword.simulator.prompt.Turn;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request for a message may be, and what it is refused with otherwise. */
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
  void aBodyThatIsNotARequestIsRefused(String body, String message) {
    assertRefused(body, 400, message);
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
        "'tools':{}                   | tools: Input should be a valid list",
        "'tools':[{'type':'custom'}]  | tools.0.name: Field required"
      })
  void aFieldOfTheWrongTypeIsRefused(String field, String message) {
    assertRefused(ask(field + "," + HELLO), 400, message);
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
  void aMessageThatIsNotOneIsRefused(String message, String problem) {
    assertRefused(ask("'messages':[" + message + "]"), 400, problem);
  }

  @Test
  void anUnknownModelIsNotFound() {
    assertRefused(ask(HELLO).replace("claude-sonnet-4-6", "claude-2"), 404, "model: claude-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"temperature", "top_p", "top_k"})
  void theNewVersionKnowsNoSampling(String field) {
    String body = ask("'" + field + "':1," + HELLO);

    assertThat(read("2023-06-01", body)).isInstanceOf(Reading.Understood.class);
    assertRefused("2026-10-21", body, 400, field + ": Extra inputs are not permitted");
  }

  @Test
  void aVersionIsRequired() {
    assertRefused("", ask(HELLO), 400, "anthropic-version: header is required");
  }

  @Test
  void anUnknownVersionIsRefused() {
    assertRefused("2024-01-01", ask(HELLO), 400, "is not a valid version");
  }

  @Test
  void moreThanFourBreakpointsAreRefused() {
    String block = "{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}";

    assertRefused(
        ask("'system':[" + (block + ",").repeat(4) + block + "]," + HELLO),
        400,
        "A maximum of 4 blocks with cache_control may be provided. Found 5.");
  }

  @Test
  void aLongerLifeMustNotComeAfterAShorterOne() {
    assertRefused(
        ask(
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
  void aBreakpointIsEphemeralForFiveMinutesOrAnHour(String mark, String message) {
    assertRefused(
        ask("'system':[{'type':'text','text':'a','cache_control':" + mark + "}]," + HELLO),
        400,
        message);
  }

  @Test
  void emptyTextCannotBeMarked() {
    assertRefused(
        ask("'system':[{'type':'text','text':'','cache_control':{'type':'ephemeral'}}]," + HELLO),
        400,
        "cache_control cannot be set for empty text blocks");
  }

  @Test
  void thinkingCannotBeMarked() {
    assertRefused(
        ask(
            "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':["
                + "{'type':'thinking','thinking':'hm','signature':'s',"
                + "'cache_control':{'type':'ephemeral'}}]},{'role':'user','content':'b'}]"),
        400,
        "cache_control cannot be set on thinking blocks");
  }

  @Test
  void aMarkOnTheRequestStandsForOneOnItsLastBlock() {
    Ask ask = understood(ask("'cache_control':{'type':'ephemeral'}," + HELLO));

    assertThat(ask.cacheable().blocks().getLast().mark()).isPresent();
  }

  @Test
  void thePrefixIsToolsThenSystemThenMessages() {
    Ask ask =
        understood(ask(HELLO + ",'system':'Be brief.','tools':[{'name':'t','input_schema':{}}]"));

    assertThat(ask.cacheable().blocks())
        .extracting(block -> block.content().replaceFirst("(?s)^.*\n", ""))
        .satisfiesExactly(
            tool -> assertThat(tool).startsWith("tool:"),
            system -> assertThat(system).startsWith("system:"),
            message -> assertThat(message).startsWith("user:"));
  }

  @Test
  void toolChoiceIsPartOfTheMessagesButNotOfTheSystem() {
    Ask auto = understood(ask(HELLO + ",'system':'s','tool_choice':{'type':'auto'}"));
    Ask any = understood(ask(HELLO + ",'system':'s','tool_choice':{'type':'any'}"));

    assertThat(any.cacheable().blocks().getFirst()).isEqualTo(auto.cacheable().blocks().getFirst());
    assertThat(any.cacheable().blocks().getLast())
        .isNotEqualTo(auto.cacheable().blocks().getLast());
  }

  @Test
  void whereTheBreakpointsAreDoesNotChangeThePrefix() {
    String marked =
        "'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral'}}]," + HELLO;
    String plain = "'system':'s'," + HELLO;

    assertThat(understood(ask(marked)).cacheable().blocks().getFirst().content())
        .isEqualTo(understood(ask(plain)).cacheable().blocks().getFirst().content());
  }

  @Test
  void aConversationIsReadInOrder() {
    Ask ask =
        understood(
            ask(
                "'messages':[{'role':'user','content':'one'},{'role':'assistant','content':"
                    + "[{'type':'text','text':'two'}]},{'role':'user','content':'three'}]"));

    assertThat(ask.turns())
        .containsExactly(
            new Turn(Turn.Role.USER, "one"),
            new Turn(Turn.Role.ASSISTANT, "two"),
            new Turn(Turn.Role.USER, "three"));
  }

  @Test
  void newerModelsAnswerOnlyAUser() {
    String prefill =
        ask("'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}]");

    assertRefused(prefill, 400, "must end with a user message");
    assertThat(read("2023-06-01", prefill.replace("claude-sonnet-4-6", "claude-haiku-4-5")))
        .isInstanceOf(Reading.Understood.class);
  }

  private static void assertRefused(String body, int status, String message) {
    assertRefused("2023-06-01", body, status, message);
  }

  private static void assertRefused(String version, String body, int status, String message) {
    assertThat(read(version, body))
        .isInstanceOfSatisfying(
            Reading.Rejected.class,
            rejected -> {
              assertThat(rejected.reply().status()).isEqualTo(status);
              assertThat(new String(rejected.reply().body(), UTF_8).replace("\\\"", "\""))
                  .contains(message);
            });
  }

  private static Ask understood(String body) {
    return switch (read("2023-06-01", body)) {
      case Reading.Understood understood -> understood.ask();
      case Reading.Rejected rejected ->
          throw new AssertionError(new String(rejected.reply().body(), UTF_8));
    };
  }

  private static Reading read(String version, String body) {
    return new MessagesProtocol()
        .read(
            new Incoming(
                "req_1",
                0,
                Map.of("x-api-key", "any", "anthropic-version", version),
                body.replace('\'', '"').getBytes(UTF_8),
                Set.of("claude-sonnet-4-6", "claude-haiku-4-5")));
  }

  private static String ask(String members) {
    return "{'model':'claude-sonnet-4-6','max_tokens':100," + members + "}";
  }
}
