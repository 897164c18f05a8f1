package dev.firstword.simulator.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.prompt.ThinkingRequest;
import dev.firstword.simulator.prompt.ThinkingRequest.Mode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThinkingReaderTest {
  private static final int MAX_TOKENS = 4_000;

  @Test
  void withoutTheParameterTheModelDecides() {
    assertThat(ThinkingReader.read(MissingNode.getInstance(), MAX_TOKENS))
        .isEqualTo(ThinkingRequest.MODEL_DEFAULT);
    assertThat(read("null")).isEqualTo(ThinkingRequest.MODEL_DEFAULT);
  }

  @Test
  void enabledHasABudget() {
    assertThat(read("{'type':'enabled','budget_tokens':2000}"))
        .isEqualTo(new ThinkingRequest(Mode.ON, Optional.empty(), 2_000));
  }

  @Test
  void adaptiveHasNone() {
    assertThat(read("{'type':'adaptive'}")).isEqualTo(ThinkingRequest.ON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'type':'disabled'}", "{'type':'between_tools'}"})
  void othersTurnTheThoughtBeforeTheAnswerOff(String thinking) {
    assertThat(read(thinking)).isEqualTo(ThinkingRequest.OFF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"adaptive\",\"display\":\"summarized\"} | SUMMARIZED",
        "{\"type\":\"adaptive\",\"display\":\"omitted\"}    | OMITTED",
        "{\"type\":\"enabled\",\"budget_tokens\":1024,\"display\":\"omitted\"} | OMITTED"
      })
  void aDisplayIsSummarizedOrOmitted(String thinking, ThinkingDisplay display) {
    assertThat(read(thinking).display()).contains(display);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'enabled'                                  | thinking: Input should be an object",
        "{}                                         | thinking.type: Field required",
        "{'type':'sometimes'}                       | thinking: Input tag 'sometimes' found",
        "{'type':'enabled'}                         | thinking.enabled.budget_tokens: Field required",
        "{'type':'enabled','budget_tokens':'many'}  | Input should be a valid integer",
        "{'type':'enabled','budget_tokens':1023}    | greater than or equal to 1024",
        "{'type':'enabled','budget_tokens':4000}    | must be greater than `thinking.budget_tokens`",
        "{'type':'adaptive','budget_tokens':2000}   | thinking.adaptive.budget_tokens: Extra inputs",
        "{'type':'adaptive','display':'raw'}        | thinking.adaptive.display: Input should be",
        "{'type':'adaptive','display':3}            | thinking.adaptive.display: Input should be",
        "{'type':'disabled','display':'omitted'}    | thinking.disabled.display: Extra inputs"
      })
  void aMalformedParameterIsRejected(String thinking, String message) {
    assertThatExceptionOfType(AnthropicApiException.class)
        .isThrownBy(() -> read(thinking))
        .satisfies(e -> assertThat(e.error().status()).isEqualTo(400))
        .withMessageContaining(message);
  }

  private static ThinkingRequest read(String thinking) {
    return ThinkingReader.read(json(thinking.replace('\'', '"')), MAX_TOKENS);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
