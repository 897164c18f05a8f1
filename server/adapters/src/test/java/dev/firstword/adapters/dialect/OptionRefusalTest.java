package dev.firstword.adapters.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.ModelOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parameter an error response names, in the words of different servers. */
final class OptionRefusalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          TEMPERATURE         | {"type":"error","error":{"type":"invalid_request_error","message":"`temperature` is deprecated for this model."}}
          TEMPERATURE         | {"type":"error","error":{"type":"invalid_request_error","message":"temperature: Extra inputs are not permitted"}}
          CACHE_DIAGNOSTICS   | {"type":"error","error":{"type":"invalid_request_error","message":"diagnostics: Extra inputs are not permitted"}}
          CACHE_DIAGNOSTICS   | {"error":{"message":"Unsupported parameter: 'prompt_cache_options' is not supported with this model.","type":"invalid_request_error","param":"prompt_cache_options","code":"unsupported_parameter"}}
          THINKING_DISPLAY    | {"type":"error","error":{"type":"invalid_request_error","message":"thinking.adaptive.display: Extra inputs are not permitted"}}
          THINKING            | {"type":"error","error":{"type":"invalid_request_error","message":"\\"thinking.type.enabled\\" is not supported for this model. Use \\"thinking.type.adaptive\\" instead."}}
          EFFORT              | {"type":"error","error":{"type":"invalid_request_error","message":"This model does not support the effort parameter."}}
          EFFORT              | {"error":{"message":"Unsupported parameter: 'reasoning_effort' is not supported with this model.","type":"invalid_request_error","param":"reasoning_effort","code":"unsupported_parameter"}}
          EFFORT              | {"error":{"message":"Unsupported value: 'none' is not supported with the model.","type":"invalid_request_error","param":"reasoning.effort","code":"unsupported_value"}}
          THINKING_DISPLAY    | {"error":{"message":"Your organization must be verified.","type":"invalid_request_error","param":"reasoning.summary","code":"unsupported_value"}}
          THINKING            | {"error":{"message":"Encrypted content is not supported with this model.","type":"invalid_request_error","param":"include","code":null}}
          TOP_P               | {"error":{"message":"Unsupported value: 'top_p' does not support 0.5 with this model. Only the default (1) value is supported.","type":"invalid_request_error","param":"top_p","code":"unsupported_value"}}
          STOP                | {"error":{"message":"Unsupported parameter: 'stop' is not supported with this model.","type":"invalid_request_error","param":"stop","code":"unsupported_parameter"}}
          TOOLS               | {"error":{"message":"'tools' is not supported with this model in chat completions.","type":"invalid_request_error","param":"tools","code":null}}
          PARALLEL_TOOL_CALLS | {"error":{"message":"Unrecognized request argument supplied: parallel_tool_calls","type":"invalid_request_error","param":null,"code":null}}
          PARALLEL_TOOL_CALLS | {"detail":[{"type":"extra_forbidden","loc":["body","parallel_tool_calls"],"msg":"Extra inputs are not permitted","input":true}]}
          PARALLEL_TOOL_CALLS | [{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \\"parallel_tool_calls\\": Cannot find field.","status":"INVALID_ARGUMENT"}}]
          EFFORT              | {"code":"Client specified an invalid argument","error":"Model some-model does not support parameter reasoningEffort."}
          RESPONSE_FORMAT     | {"object":"error","message":"This model does not support response_format.","type":"invalid_request_error","param":null,"code":400}
          TEMPERATURE         | {"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\\"error\\":{\\"message\\":\\"Unsupported parameter: 'temperature' is not supported with this model.\\"}}"}}}
          TOP_P               | top_p: Extra inputs are not permitted
          """)
  void readsTheParameter(ModelOption option, String body) {
    assertThat(OptionRefusal.find(body.getBytes(UTF_8))).contains(new OptionRefusal(option, true));
  }

  /** Each of these leaves the parameter alone: the value or something else is wrong. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "{\"error\":{\"message\":\"temperature: range: 0..1\"}}",
        "{\"error\":{\"message\":\"Invalid 'temperature': expected a value from 0 to 2.\","
            + "\"param\":\"temperature\",\"code\":\"decimal_above_max_value\"}}",
        "{\"error\":{\"message\":\"`temperature` and `top_p` cannot both be specified for this"
            + " model. Please use only one.\"}}",
        "{\"error\":{\"message\":\"Invalid schema for response_format 'a': 'default' is not"
            + " permitted.\",\"param\":\"response_format\",\"code\":null}}",
        "{\"error\":{\"message\":\"Invalid schema for function 'a': 'x' is not supported.\","
            + "\"param\":\"tools[0].function.parameters\",\"code\":\"invalid_function_parameters\"}}",
        "{\"error\":{\"message\":\"tools.0.strict: Extra inputs are not permitted\"}}",
        "{\"error\":{\"message\":\"messages.1.content.0.citations: Extra inputs are not"
            + " permitted\"}}",
        "{\"error\":{\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\"}}"
      })
  void ignoresOtherProblems(String body) {
    assertThat(OptionRefusal.find(body.getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TEMPERATURE | `temperature` is not supported when thinking is enabled for this model.
          TOOL_CHOICE | This model does not support this tool_choice while it thinks.
          """)
  void distinguishesWhatDependsOnTheRestOfTheRequest(ModelOption option, String message) {
    assertThat(OptionRefusal.find(message.getBytes(UTF_8)))
        .contains(new OptionRefusal(option, false));
  }
}
