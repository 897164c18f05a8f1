package dev.firstword.adapters.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ToolCallIdsTest {

  private final ToolCallIds ids =
      ToolCallIds.after(
          new Prompt(
              "",
              List.of(
                  new PromptMessage(Role.USER, "?"),
                  new PromptMessage(
                      Role.ASSISTANT, List.of(new ToolCall("earlier", "weather", "{}"))))));

  @Test
  void keepsAnIdThatIsNew() {
    assertThat(ids.take("functions.weather:0")).isEqualTo("functions.weather:0");
  }

  @Test
  void replacesAnIdOfThisAnswerAndOfAnEarlierOne() {
    assertThat(ids.take("a")).isEqualTo("a");
    assertThat(ids.take("a")).isNotEqualTo("a").startsWith("call_");
    assertThat(ids.take("earlier")).isNotEqualTo("earlier");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a b", "a\nb", "é", "\u001b[31m"})
  void generatesAnIdIfTheServersIsMissingOrNotValid(String provided) {
    assertThat(ids.take(provided)).matches("call_[0-9a-f]{32}");
  }

  @Test
  void replacesALongId() {
    assertThat(ids.take("x".repeat(201))).startsWith("call_");
  }
}
