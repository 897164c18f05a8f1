package dev.firstword.core.turn.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.routing.Complexity;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SuspendedTurnJsonTest {

  private static final String SIGNATURE = "EqQBCkYIARgCKkDsecret==";

  @Test
  void readsEverythingThatItHasWritten() {
    assertThat(SuspendedTurnJson.read(SuspendedTurnJson.write(full()))).isEqualTo(full());
  }

  @Test
  void readsATurnThatLeavesEverythingToTheModel() {
    SuspendedTurn plain = plain();

    assertThat(SuspendedTurnJson.read(SuspendedTurnJson.write(plain))).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"version\":1}", "{\"version\":2}"})
  void readsNothingFromWhatItCannotUnderstand(String text) {
    assertThat(SuspendedTurnJson.read(text.getBytes(UTF_8))).isNull();
  }

  @Test
  void readsNothingFromAnotherVersionOrWithAnUnknownName() {
    String written = new String(SuspendedTurnJson.write(full()), UTF_8);

    assertThat(read(written.replace("\"version\":1", "\"version\":2"))).isNull();
    assertThat(read(written.replace("\"MODERATE\"", "\"DIFFICULT\""))).isNull();
    assertThat(read(written.replace("\"messages\"", "\"letters\""))).isNull();
    assertThat(read(written.substring(0, written.length() / 2))).isNull();
  }

  @Test
  void keepsTextThatIsNotValidUnicode() {
    SuspendedTurn turn =
        plain().withResults(List.of(new ToolResult("call_1", "half \uD83D", false)));

    assertThat(SuspendedTurnJson.read(SuspendedTurnJson.write(turn)))
        .isEqualTo(plain().withResults(List.of(new ToolResult("call_1", "half ?", false))));
  }

  @Test
  void revealsNothingInLogs() {
    SuspendedTurn turn = full();

    assertThat(turn + " " + turn.routing() + " " + turn.tools())
        .contains("support", "haiku")
        .doesNotContain(SIGNATURE, "Where", "Oslo", "sunny", "secret");
  }

  private static @Nullable SuspendedTurn read(String text) {
    return SuspendedTurnJson.read(text.getBytes(UTF_8));
  }

  private static SuspendedTurn full() {
    MediaDescription image =
        new MediaDescription(
            MediaDescription.Kind.IMAGE, "image/png", "map.png", "ab".repeat(32), 4_000, 200);
    ToolCall call = new ToolCall("call_1", "get_weather", "{\"city\":\"Oslo\"}");
    ToolCall earlier = new ToolCall("call_0", "find", "{}");
    return new SuspendedTurn(
        "support",
        new SuspendedTurn.Routing(
            "Where is it sunny?",
            "haiku",
            Priority.SPEED,
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            ThinkingOption.budget(2_048),
            new GenerationOptions(
                100,
                0.5,
                0.9,
                List.of("END", "STOP"),
                new ResponseFormat("answer", "{\"type\":\"object\"}"),
                List.of(new ToolDefinition("get_weather", "The weather", "{}")),
                ToolChoice.tool("get_weather"),
                false),
            new SuspendedTurn.Model(
                "haiku", ModelReason.PINNED, Complexity.MODERATE, false, JudgedBy.MODEL)),
        new Prompt(
            "Be brief.",
            List.of(
                new PromptMessage(
                    Role.USER,
                    List.of(
                        new ContentPart.Text("Where is it sunny?"), new ContentPart.Media(image))),
                new PromptMessage(
                    Role.ASSISTANT,
                    List.of(new ContentPart.Thought("haiku", "", null, SIGNATURE), earlier)),
                new PromptMessage(Role.USER, List.of(new ToolResult("call_0", "no secret", true)))),
            1,
            new CacheScope("tenant", "support", Set.of(CacheTtl.ONE_HOUR), true)),
        "An earlier answer",
        new SuspendedTurn.Tools(
            2,
            List.of(earlier, new ToolResult("call_0", "no secret", true)),
            List.of(new ContentPart.Thought("haiku", "hm", SIGNATURE, null), call),
            List.of(new ToolResult("call_1", "sunny\u0000\n", false)),
            Map.of("call_1", 1_234L)),
        800,
        new Usage(1, 2, 3, 4, 5, -0.25));
  }

  private static SuspendedTurn plain() {
    return new SuspendedTurn(
        "chat",
        new SuspendedTurn.Routing(
            "Hello",
            null,
            Priority.QUALITY,
            null,
            ThinkingOption.AUTO,
            GenerationOptions.DEFAULT,
            new SuspendedTurn.Model("haiku", ModelReason.SIMPLE, Complexity.SIMPLE, true, null)),
        new Prompt("", List.of(new PromptMessage(Role.USER, "Hello"))),
        "",
        new SuspendedTurn.Tools(1, List.of(), List.of(), List.of(), Map.of()),
        -1,
        Usage.NONE);
  }
}
