package dev.firstword.adapters.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ToolTranscript.WireCall;
import dev.firstword.adapters.dialect.ToolTranscript.WireResult;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ToolTranscriptTest {

  @ParameterizedTest
  @CsvSource({
    "toolu_01A09q90qw90lq917835lq9, toolu_01A09q90qw90lq917835lq9",
    "functions.weather:0, functions_weather_0",
    "'', _",
    "0123456789012345678901234567890123456789-long, 0123456789012345678901234567890123456789"
  })
  void givesAnIdThatEveryProviderAccepts(String id, String expected) {
    ToolTranscript strict = ToolTranscript.strict();

    assertThat(strict.add(call(id, "{}")).id()).isEqualTo(expected);
    assertThat(strict.add(new ToolResult(id, "x", false)).id()).isEqualTo(expected);
  }

  @Test
  void keepsTheIdsOfOtherServers() {
    ToolTranscript lenient = ToolTranscript.lenient();

    assertThat(lenient.add(new ToolCall("functions.weather:0", "a.b", "{}")))
        .isEqualTo(new WireCall("functions.weather:0", "a.b", "{}"));
    assertThat(lenient.add(new ToolResult("functions.weather:0", "x", false)).id())
        .isEqualTo("functions.weather:0");
  }

  @Test
  void makesRepeatedIdsUnique() {
    ToolTranscript transcript = ToolTranscript.strict();
    String id = "0123456789012345678901234567890123456789";

    String first = transcript.add(call(id, "{}")).id();
    String firstResult = transcript.add(new ToolResult(id, "x", false)).id();
    String second = transcript.add(call(id, "{}")).id();
    String secondResult = transcript.add(new ToolResult(id, "x", false)).id();

    assertThat(firstResult).isEqualTo(first);
    assertThat(secondResult).isEqualTo(second).isNotEqualTo(first).hasSize(40);
  }

  @ParameterizedTest
  @CsvSource({"weather, weather", "get weather!, get_weather_", "'', _"})
  void givesANameThatEveryProviderAccepts(String name, String expected) {
    assertThat(ToolTranscript.strict().add(new ToolCall("c", name, "{}")).name())
        .isEqualTo(expected);
    assertThat(ToolTranscript.wireName("n".repeat(65))).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": 1}", " {} ", "{\"a\":{\"b\":[1.50,null,true,\"\\ud83d\"]}}"})
  void keepsArgumentsAsTheModelWroteThem(String arguments) {
    assertThat(ToolTranscript.strict().add(call("c", arguments)).arguments()).isEqualTo(arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void takesNoArgumentsForAnEmptyObject(String arguments) {
    ToolTranscript transcript = ToolTranscript.strict();

    assertThat(transcript.add(call("c", arguments)).arguments()).isEqualTo("{}");
    assertThat(transcript.add(new ToolResult("c", "fine", false)))
        .isEqualTo(new WireResult("c", "fine", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "7", "{}{}", "{} x", "{'a':1}", "{\"a\":1,}", "null"})
  void quotesInvalidArgumentsInTheResult(String arguments) {
    ToolTranscript transcript = ToolTranscript.strict();

    assertThat(transcript.add(call("c", arguments)).arguments()).isEqualTo("{}");
    assertThat(transcript.add(new ToolResult("c", "", false)))
        .isEqualTo(new WireResult("c", "The arguments were not a JSON object: " + arguments, true));
  }

  @Test
  void quotesOnlyTheStartOfLongArguments() {
    ToolTranscript transcript = ToolTranscript.strict();
    transcript.add(call("c", "x".repeat(1_000_000)));

    assertThat(transcript.add(new ToolResult("c", "Nothing was run.", true)).content())
        .endsWith("xxx…\n\nNothing was run.")
        .hasSizeLessThan(2_100);
  }

  /** Such arguments could be read, but not written into a request, which has levels of its own. */
  @Test
  void takesArgumentsThatAreTooDeepForInvalid() {
    String deep = "{\"a\":".repeat(501) + "1" + "}".repeat(501);

    assertThat(ToolTranscript.strict().add(call("c", deep)).arguments()).isEqualTo("{}");
  }

  private static ToolCall call(String id, String arguments) {
    return new ToolCall(id, "weather", arguments);
  }
}
