package dev.firstword.core.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.Commentary;
import dev.firstword.core.prompt.ContentPart.Media;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Text;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.MediaDescription.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessagePartsJsonTest {

  private static final List<ContentPart> ALL_KINDS =
      List.of(
          new Media(
              new MediaDescription(Kind.IMAGE, "image/png", "a \"b\".png", "ab12", 70_000, 300)),
          new Media(
              new MediaDescription(
                  Kind.FILE, "application/pdf", "", "cd34", 5_000_000_000L, 90_000)),
          new Thought("claude", "Hm.", "c2ln+/=", null),
          new Thought("gpt", "", null, "gAAAA=="),
          new Thought("claude", "", "c2ln", null, "0123456789abcdef"),
          new Text("Line\nbreak, \u0000, \u2028 and 👋"),
          new Citation("Sky", "https://a.example", 3, "blue", 0, 4, "claude", "{\"a\": 1.0}"),
          new Citation("", "", 0, "", -1, -1, "", ""),
          new Commentary("I look it up."),
          new ProviderBlock("claude", "{ \"type\":\"server_tool_use\", \"x\": 1e2}"),
          new Text("The answer.", true),
          new ToolCall("call_1", "search", "{\"query\": \"half a"),
          new ToolResult("call_1", "", false),
          new ToolResult("call_2", "It failed.", true));

  @Test
  void readsWhatItHasWritten() {
    assertThat(MessagePartsJson.read(MessagePartsJson.write(ALL_KINDS))).isEqualTo(ALL_KINDS);
    assertThat(MessagePartsJson.read(MessagePartsJson.write(List.of()))).isEmpty();
  }

  @Test
  void leavesOutPartsOfALaterVersion() {
    String later =
        """
        [{"type":"hologram","data":"x"}, {"type":"text","text":"Hi.","tone":"kind"}, 7, null,
         {"type":"tool_call"}, {"type":"text"}, {"type":"image","name":"no hash"}, [1], {}]
        """;

    assertThat(MessagePartsJson.read(later)).containsExactly(new Text("Hi."));
  }

  /** Wherever it was cut off, the parts before are there, and nothing is made up. */
  @Test
  void readsABeginning() {
    String whole = MessagePartsJson.write(ALL_KINDS);

    for (int end = 0; end <= whole.length(); end++) {
      List<ContentPart> read = MessagePartsJson.read(whole.substring(0, end));
      assertThat(read).isEqualTo(ALL_KINDS.subList(0, read.size()));
    }
    assertThat(MessagePartsJson.read(whole.substring(0, whole.length() - 1))).hasSize(14);
  }

  @Test
  void readsNothingFromOtherJson() {
    for (String other : List.of("", "null", "{}", "\"text\"", "<xml>", "[[[[", "[{\"type\":{}}]")) {
      assertThat(MessagePartsJson.read(other)).as(other).isEmpty();
    }
  }
}
