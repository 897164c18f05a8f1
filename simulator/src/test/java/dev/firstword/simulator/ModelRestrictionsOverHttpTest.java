package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of a known name refuse what the real ones refuse, and say which parameter it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ModelRestrictionsOverHttpTest {

  private static final String HELLO = "'messages':[{'role':'user','content':'Hello'}]";
  private static final String TOOL =
      "'tools':[{'name':'a','input_schema':{'type':'object'}}],'tool_choice':{'type':'any'},";
  private static final String CHAT_TOOL = "'tools':[{'type':'function','function':{'name':'a'}}],";

  private final SimulatedProvider provider = new SimulatedProvider();

  @BeforeAll
  void addModels() {
    SimulatorSettings settings = SimulatedProvider.FAST_SETTINGS;
    for (String model :
        new String[] {
          "claude-fable-5-2",
          "claude-opus-5-5",
          "claude-sonnet-5-5",
          "claude-haiku-5-5",
          "claude-opus-4-7",
          "claude-opus-4-6",
          "gpt-6.2-sol",
          "gpt-6-sol",
          "gpt-5",
          "anything"
        }) {
      settings = settings.withModel(model, new ModelSettings(1, 2, 50_000));
    }
    provider.simulator.apply(settings);
  }

  @AfterAll
  void close() {
    provider.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          claude-opus-4-7           | 'temperature':0.5,                   | temperature
          claude-haiku-5-5          | 'top_p':0.5,                         | top_p
          claude-opus-4-7           | 'top_k':5,                           | top_k
          claude-opus-5-5           | 'thinking':{'type':'disabled'},      | thinking.type.disabled
          claude-haiku-5-5          | 'thinking':{'type':'between_tools'}, | thinking.type.between_tools
          claude-opus-4-7           | 'thinking':{'type':'enabled','budget_tokens':1024}, | thinking.type.enabled
          claude-haiku-4-5-20251001 | 'thinking':{'type':'adaptive'},      | thinking.type.adaptive
          claude-haiku-4-5-20251001 | 'output_config':{'effort':'low'},    | does not support the effort parameter
          claude-opus-4-6           | 'output_config':{'effort':'xhigh'},  | output_config.effort: 'xhigh'
          claude-opus-5-5           | 'speed':'fast',                      | speed: 'fast' needs the beta header
          claude-opus-5-5           | 'speed':'slow',                      | speed: Input should be
          claude-opus-5-5           | 'service_tier':'flex',               | service_tier: Input should be
          claude-fable-5-2          | TOOL                                 | tool_choice: forcing tool use
          """)
  void messagesAreRefused(String model, String members, String message) throws Exception {
    HttpResponse<String> response = messages(model, members);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains("invalid_request_error")
        .contains(message.replace("\"", "\\\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          claude-opus-4-7   | 'temperature':1,'top_p':1,
          claude-opus-4-6   | 'temperature':0.5,
          claude-opus-4-6   | 'thinking':{'type':'enabled','budget_tokens':1024},
          claude-opus-4-7   | 'output_config':{'effort':'xhigh'},
          claude-sonnet-5-5 | 'thinking':{'type':'between_tools'},
          claude-haiku-5-5  | TOOL
          anything          | 'temperature':0.5,'thinking':{'type':'between_tools'},
          """)
  void messagesAreTaken(String model, String members) throws Exception {
    assertThat(messages(model, members).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          gpt-6.2-sol | 'reasoning_effort':'none',                     | reasoning_effort
          gpt-6.2-sol | CHAT_TOOL                                      | tools
          gpt-5       | 'service_tier':'fast',                         | service_tier
          gpt-5       | 'service_tier':'flex',                         | -
          gpt-6-sol   | CHAT_TOOL                                      | tools
          gpt-6-sol   | 'temperature':0.5,                             | temperature
          gpt-5       | 'stop':['a'],                                  | stop
          gpt-6-sol   | 'reasoning_effort':'none','temperature':0.5,CHAT_TOOL | -
          gpt-5       | CHAT_TOOL                                      | -
          anything    | 'reasoning_effort':'none','temperature':0.5,   | -
          """)
  void chatsAreRefused(String model, String members, @Nullable String parameter) throws Exception {
    HttpResponse<String> response =
        provider.openAi("/v1/chat/completions", body(model, members + HELLO));

    if (parameter == null) {
      assertThat(response.statusCode()).isEqualTo(200);
    } else {
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("\"param\":\"" + parameter + "\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          gpt-6.2-sol | 'reasoning':{'effort':'none'}, | 400
          gpt-6.2-sol | 'temperature':0.5,             | 400
          gpt-6.2-sol | 'service_tier':'fast',         | 400
          gpt-6.2-sol | 'service_tier':'priority',     | 200
          gpt-6.2-sol | 'reasoning':{'effort':'max'},  | 200
          gpt-6-sol   | 'reasoning':{'effort':'none'},'temperature':0.5, | 200
          """)
  void responsesAreRefused(String model, String members, int status) throws Exception {
    HttpResponse<String> response =
        provider.openAi("/v1/responses", body(model, members + "'input':'Hello'"));

    assertThat(response.statusCode()).isEqualTo(status);
  }

  private HttpResponse<String> messages(String model, String members) throws Exception {
    return provider.messages(body(model, "'max_tokens':5000," + members + HELLO));
  }

  private static String body(String model, String members) {
    return ("{'model':'" + model + "'," + members + "}")
        .replace("CHAT_TOOL", CHAT_TOOL)
        .replace("TOOL", TOOL)
        .replace('\'', '"');
  }
}
