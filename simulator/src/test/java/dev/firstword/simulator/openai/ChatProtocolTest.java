package dev.firstword.simulator.openai;

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

/** What a request for a chat completion may be, and what it is refused with otherwise. */
class ChatProtocolTest {
  private static final String HELLO = "'messages':[{'role':'user','content':'Hello'}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                  | must be a JSON object",
        "{'model'                            | could not parse the JSON",
        "{}                                  | Missing required parameter: 'model'",
        "{'model':3}                         | Invalid type for 'model'",
        "{'model':'gpt-4o'}                  | Missing required parameter: 'messages'",
        "{'model':'gpt-4o','messages':'hi'}  | Invalid type for 'messages'",
        "{'model':'gpt-4o','messages':[]}    | Invalid 'messages': empty array",
        "{'model':'gpt-4o','messages':['a']} | Invalid type for 'messages[0]'"
      })
  void aBodyThatIsNotARequestIsRefused(String body, String message) {
    assertRefused(body, 400, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'stream':1                          | Invalid type for 'stream'",
        "'stream_options':{}                 | only allowed when 'stream' is enabled",
        "'n':2                               | one choice only",
        "'temperature':3                     | Invalid 'temperature'",
        "'temperature':'hot'                 | Invalid type for 'temperature'",
        "'top_p':2                           | Invalid 'top_p'",
        "'max_tokens':0                      | Invalid 'max_tokens'",
        "'max_completion_tokens':'x'         | Invalid type for 'max_completion_tokens'",
        "'stop':7                            | Invalid type for 'stop'",
        "'stop':[7]                          | Invalid type for 'stop'",
        "'stop':['a','b','c','d','e']        | Invalid 'stop': array too long",
        "'tools':{}                          | Invalid type for 'tools'"
      })
  void aFieldOfTheWrongTypeIsRefused(String field, String message) {
    assertRefused(ask(field + "," + HELLO), 400, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'role':'robot','content':'a'}               | Invalid value: 'robot'",
        "{'role':'user'}                              | Invalid type for 'messages[0].content'",
        "{'role':'user','content':{}}                 | Invalid type for 'messages[0].content'",
        "{'role':'user','content':[{'type':'smell'}]} | Invalid type for 'messages[0].content'"
      })
  void aMessageThatIsNotOneIsRefused(String message, String problem) {
    assertRefused(ask("'messages':[" + message + "]"), 400, problem);
  }

  @Test
  void withoutAKeyNobodyIsServed() {
    assertThat(read(Map.of(), ask(HELLO)))
        .isInstanceOfSatisfying(
            Reading.Rejected.class,
            rejected -> assertThat(rejected.reply().status()).isEqualTo(401));
  }

  @Test
  void anUnknownModelIsNotFound() {
    assertRefused(ask(HELLO).replace("gpt-4o", "gpt-0"), 404, "The model `gpt-0` does not exist");
  }

  @Test
  void systemAndDeveloperMessagesAreInstructions() {
    Ask ask =
        understood(
            "'messages':[{'role':'system','content':'one'},{'role':'developer','content':'two'},"
                + "{'role':'user','content':[{'type':'text','text':'three'},"
                + "{'type':'image_url','image_url':{'url':'u'}}]}]");

    assertThat(ask.system()).isEqualTo("one\n\ntwo");
    assertThat(ask.turns()).containsExactly(new Turn(Turn.Role.USER, "three\n\n(attachment)"));
  }

  @Test
  void whatAToolSaidIsReadAsTheUsers() {
    Ask ask =
        understood(
            "'messages':[{'role':'user','content':'weather?'},{'role':'assistant','content':null,"
                + "'tool_calls':[{'id':'1'}]},{'role':'tool','content':'sunny'}]");

    assertThat(ask.turns())
        .extracting(Turn::role)
        .containsExactly(Turn.Role.USER, Turn.Role.ASSISTANT, Turn.Role.USER);
  }

  @Test
  void instructionsAloneAreAQuestion() {
    assertThat(understood("'messages':[{'role':'system','content':'Say hello'}]").turns())
        .containsExactly(new Turn(Turn.Role.USER, "Say hello"));
  }

  @Test
  void aLimitMayBeNamedEitherWay() {
    assertThat(understood("'max_tokens':7," + HELLO).maxTokens()).isEqualTo(7);
    assertThat(understood("'max_completion_tokens':8," + HELLO).maxTokens()).isEqualTo(8);
    assertThat(understood(HELLO).maxTokens()).isEqualTo(Integer.MAX_VALUE);
  }

  private static void assertRefused(String body, int status, String message) {
    assertThat(read(Map.of("authorization", "Bearer any"), body))
        .isInstanceOfSatisfying(
            Reading.Rejected.class,
            rejected -> {
              assertThat(rejected.reply().status()).isEqualTo(status);
              assertThat(new String(rejected.reply().body(), UTF_8)).contains(message);
            });
  }

  private static Ask understood(String members) {
    return switch (read(Map.of("authorization", "Bearer any"), ask(members))) {
      case Reading.Understood understood -> understood.ask();
      case Reading.Rejected rejected ->
          throw new AssertionError(new String(rejected.reply().body(), UTF_8));
    };
  }

  private static Reading read(Map<String, String> headers, String body) {
    return new ChatProtocol()
        .read(
            new Incoming(
                "req_1", 0, headers, body.replace('\'', '"').getBytes(UTF_8), Set.of("gpt-4o")));
  }

  private static String ask(String members) {
    return "{'model':'gpt-4o'," + members + "}";
  }
}
