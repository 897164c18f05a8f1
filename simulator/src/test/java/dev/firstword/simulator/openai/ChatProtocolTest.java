package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ThinkingRequest;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.ParsedModelCall;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which chat completion requests are accepted, and the errors for invalid ones. */
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
  void anInvalidBodyIsRejected(String body, String message) {
    assertRejected(body, 400, message);
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
        "'tools':{}                          | Invalid type for 'tools'",
        "'reasoning_effort':3                | Invalid type for 'reasoning_effort'",
        "'reasoning_effort':'huge'           | Invalid value: 'huge'. Supported values are: 'none'"
      })
  void aFieldOfTheWrongTypeIsRejected(String field, String message) {
    assertRejected(body(field + "," + HELLO), 400, message);
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
  void anInvalidMessageIsRejected(String message, String problem) {
    assertRejected(body("'messages':[" + message + "]"), 400, problem);
  }

  @Test
  void aMissingKeyIsRejected() {
    assertThat(read(Map.of(), body(HELLO)))
        .isInstanceOfSatisfying(
            ParsedModelCall.Rejected.class,
            rejected -> assertThat(rejected.reply().status()).isEqualTo(401));
  }

  @Test
  void anUnknownModelIsNotFound() {
    assertRejected(body(HELLO).replace("gpt-4o", "gpt-0"), 404, "The model `gpt-0` does not exist");
  }

  @Test
  void systemAndDeveloperMessagesAreInstructions() {
    PromptRequest prompt =
        accepted(
            "'messages':[{'role':'system','content':'one'},{'role':'developer','content':'two'},"
                + "{'role':'user','content':[{'type':'text','text':'three'},"
                + "{'type':'image_url','image_url':{'url':'https://example.com/a.png'}}]}]");

    assertThat(prompt.system()).isEqualTo("one\n\ntwo");
    assertThat(prompt.messages()).containsExactly(new ChatMessage(ChatMessage.Role.USER, "three"));
  }

  @Test
  void toolMessagesAreResults() {
    PromptRequest prompt =
        accepted(
            "'messages':[{'role':'user','content':'weather?'},{'role':'assistant','content':null,"
                + "'tool_calls':[{'id':'1','type':'function','function':{'name':'w','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'1','content':'sunny'}]");

    assertThat(prompt.messages())
        .extracting(ChatMessage::role)
        .containsExactly(ChatMessage.Role.USER, ChatMessage.Role.ASSISTANT, ChatMessage.Role.TOOL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CALL                                                   | must be followed by tool messages responding to each 'tool_call_id'",
        "CALL,{'role':'user','content':'b'}                     | did not have response messages: 1",
        "CALL,{'role':'tool','tool_call_id':'2','content':'b'}  | 'tool_call_id' of '2' not found",
        "CALL,{'role':'tool','content':'b'}                     | Missing required parameter: 'messages[2].tool_call_id'",
        "{'role':'tool','tool_call_id':'1','content':'b'}       | must be a response to a preceeding message",
        "{'role':'assistant','tool_calls':[{'id':'1','function':{'name':'w','arguments':{}}}]} | Invalid type for 'messages[1].tool_calls[0].function.arguments'"
      })
  void callsAndResultsBelongTogether(String messages, String problem) {
    String call =
        "{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function',"
            + "'function':{'name':'w','arguments':'{}'}}]}";

    assertRejected(
        body("'messages':[{'role':'user','content':'a'}," + messages.replace("CALL", call) + "]"),
        400,
        problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'tools':[{'type':'function','function':{}}] | Missing required parameter: 'tools[0].function.name'",
        "'tools':[{'type':'function','function':{'name':'a b'}}] | does not match pattern",
        "'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'string'}}}] | schema must be a JSON Schema of 'type:",
        "'tools':[{'type':'function','function':{'name':'a','strict':true,'parameters':{'type':'object'}}}] | 'additionalProperties' is required",
        "'tool_choice':'auto' | only allowed when 'tools' are specified",
        "'tools':[{'type':'function','function':{'name':'a'}}],'tool_choice':'maybe' | Invalid value: 'maybe'",
        "'tools':[{'type':'function','function':{'name':'a'}}],'tool_choice':{'type':'function','function':{'name':'b'}} | Tool choice 'b' not found",
        "'response_format':{'type':'xml'} | Invalid value: 'xml'",
        "'response_format':{'type':'json_schema','json_schema':{'schema':{}}} | Missing required parameter: 'response_format.json_schema.name'"
      })
  void anInvalidToolOrFormatIsRejected(String members, String problem) {
    assertRejected(body(members + "," + HELLO), 400, problem);
  }

  @Test
  void systemMessagesAloneAreAPrompt() {
    assertThat(accepted("'messages':[{'role':'system','content':'Say hello'}]").messages())
        .containsExactly(new ChatMessage(ChatMessage.Role.USER, "Say hello"));
  }

  @Test
  void eitherTokenLimitFieldIsAccepted() {
    assertThat(accepted("'max_tokens':7," + HELLO).maxTokens()).isEqualTo(7);
    assertThat(accepted("'max_completion_tokens':8," + HELLO).maxTokens()).isEqualTo(8);
    assertThat(accepted(HELLO).maxTokens()).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "low", "medium", "high", "xhigh", "max"})
  void anEffortTurnsThinkingOn(String effort) {
    assertThat(accepted("'reasoning_effort':'" + effort + "'," + HELLO).thinking())
        .isEqualTo(ThinkingRequest.ON);
  }

  @Test
  void noEffortTurnsThinkingOff() {
    assertThat(accepted("'reasoning_effort':'none'," + HELLO).thinking())
        .isEqualTo(ThinkingRequest.OFF);
  }

  @Test
  void withoutAnEffortTheModelDecidesWhetherToThink() {
    assertThat(accepted(HELLO).thinking()).isEqualTo(ThinkingRequest.MODEL_DEFAULT);
  }

  private static void assertRejected(String body, int status, String message) {
    assertThat(read(Map.of("authorization", "Bearer any"), body))
        .isInstanceOfSatisfying(
            ParsedModelCall.Rejected.class,
            rejected -> {
              assertThat(rejected.reply().status()).isEqualTo(status);
              assertThat(new String(rejected.reply().body(), UTF_8)).contains(message);
            });
  }

  private static PromptRequest accepted(String members) {
    return switch (read(Map.of("authorization", "Bearer any"), body(members))) {
      case ParsedModelCall.Accepted accepted -> accepted.prompt();
      case ParsedModelCall.Rejected rejected ->
          throw new AssertionError(new String(rejected.reply().body(), UTF_8));
    };
  }

  private static ParsedModelCall read(Map<String, String> headers, String body) {
    return new ChatProtocol()
        .read(
            new ApiRequest(
                "req_1", 0, headers, body.replace('\'', '"').getBytes(UTF_8), Set.of("gpt-4o")));
  }

  private static String body(String members) {
    return "{'model':'gpt-4o'," + members + "}";
  }
}
