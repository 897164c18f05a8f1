package dev.firstword.core.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolCall;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An answer arrives as blocks in their order, of which one is open at a time. */
final class AnswerBlocksTest {

  private final List<String> seen = new ArrayList<>();
  private final AnswerBlocks blocks = new AnswerBlocks(new Recorder());

  @Test
  void textIsOneBlock() {
    blocks.onText("Hello");
    blocks.onText(" there");
    blocks.onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(seen)
        .containsExactly(
            "open 0 TEXT", "0 + Hello", "0 +  there", "close 0", "end STOP [Hello there]");
  }

  @Test
  void aThoughtStaysOpenForItsSignatureAndEndsBeforeTheText() {
    blocks.onActivity(new ModelActivity.ThinkingStarted());
    blocks.onActivity(new ModelActivity.ThinkingText("Hm"));
    blocks.onActivity(new ModelActivity.ThinkingFinished());
    blocks.onActivity(thought("Hm", "signed", null));
    blocks.onText("Yes");

    assertThat(seen)
        .containsExactly("open 0 THOUGHT", "0 + Hm", "close 0 signed", "open 1 TEXT", "1 + Yes");
  }

  @Test
  void aThoughtWithoutTextIsABlockOnceItIsComplete() {
    blocks.onActivity(new ModelActivity.ThinkingStarted());
    blocks.onActivity(new ModelActivity.ThinkingFinished());
    blocks.onActivity(thought("", null, "encrypted"));

    assertThat(seen).containsExactly("open 0 THOUGHT", "close 0 encrypted");
  }

  @Test
  void twoThoughtsInARowAreTwoBlocks() {
    blocks.onActivity(new ModelActivity.ThinkingText("One"));
    blocks.onActivity(new ModelActivity.ThinkingFinished());
    blocks.onActivity(new ModelActivity.ThinkingText("Two"));

    assertThat(seen)
        .containsExactly("open 0 THOUGHT", "0 + One", "close 0", "open 1 THOUGHT", "1 + Two");
  }

  @Test
  void aThoughtSummedUpAfterTheTextIsNotRepeated() {
    blocks.onActivity(new ModelActivity.ThinkingText("Hm"));
    blocks.onActivity(new ModelActivity.ThinkingFinished());
    blocks.onText("Yes");
    blocks.onActivity(thought("Hm", null, null));
    blocks.onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(seen).last().isEqualTo("end STOP [Hm, Yes]");
  }

  @Test
  void whatOnlyTheProviderCanReadFollowsTheText() {
    blocks.onActivity(new ModelActivity.ThinkingText("Hm"));
    blocks.onText("Yes");
    blocks.onActivity(thought("Hm", null, "[details]"));

    assertThat(seen).endsWith("close 1", "open 2 THOUGHT", "close 2 [details]");
  }

  @Test
  void interleavedToolCallsAreDeliveredOneAfterTheOther() {
    start("a");
    arguments("a", "{\"x\"");
    start("b");
    arguments("b", "{\"y\"");
    arguments("a", ":1}");
    ready("a", "{\"x\":1}");
    arguments("b", ":2}");
    ready("b", "{\"y\":2}");
    blocks.onEnd(FinishReason.TOOL_CALLS, Usage.NONE);

    assertThat(seen)
        .containsExactly(
            "open 0 TOOL_CALL",
            "0 + {\"x\"",
            "0 + :1}",
            "close 0",
            "open 1 TOOL_CALL",
            "1 + {\"y\"",
            "1 + :2}",
            "close 1",
            "end TOOL_CALLS [{\"x\":1}, {\"y\":2}]");
  }

  @Test
  void argumentsThatCameWholeAreDelivered() {
    start("a");
    ready("a", "{}");

    assertThat(seen).containsExactly("open 0 TOOL_CALL", "0 + {}", "close 0");
  }

  @Test
  void textAfterAToolCallWaitsForItsEnd() {
    start("a");
    blocks.onText("Meanwhile");
    ready("a", "{}");

    assertThat(seen)
        .containsExactly("open 0 TOOL_CALL", "0 + {}", "close 0", "open 1 TEXT", "1 + Meanwhile");
  }

  @Test
  void whatIsOpenAtTheEndIsClosed() {
    start("a");
    arguments("a", "{\"x\"");
    blocks.onEnd(FinishReason.LENGTH, Usage.NONE);

    assertThat(seen).endsWith("close 0", "end LENGTH [{\"x\"]");
  }

  @Test
  void anEmptyAnswerIsAnAnswer() {
    blocks.onFailure(new ProviderFailure.Empty(false));

    assertThat(seen).containsExactly("end STOP []");
  }

  @Test
  void aRefusalWithoutTextIsARefusal() {
    blocks.onFailure(new ProviderFailure.Empty(true));

    assertThat(seen).containsExactly("end REFUSAL []");
  }

  @Test
  void anotherFailureIsOne() {
    blocks.onText("Half");
    blocks.onFailure(new ProviderFailure.Cut("closed"));

    assertThat(seen).containsExactly("open 0 TEXT", "0 + Half", "failed closed");
  }

  private static ModelActivity thought(
      String text, @Nullable String signature, @Nullable String encrypted) {
    return new ModelActivity.ThoughtCompleted(new Thought("model", text, signature, encrypted));
  }

  private void start(String id) {
    blocks.onActivity(new ModelActivity.ToolCallStarted(id, "tool"));
  }

  private void arguments(String id, String json) {
    blocks.onActivity(new ModelActivity.ToolArguments(id, json));
  }

  private void ready(String id, String arguments) {
    blocks.onActivity(new ModelActivity.ToolCallReady(new ToolCall(id, "tool", arguments)));
  }

  private final class Recorder implements BlockListener {

    @Override
    public void onModel(String name) {}

    @Override
    public void onOpened(AnswerBlock block) {
      seen.add("open " + block.index() + " " + block.kind());
    }

    @Override
    public void onAppended(AnswerBlock block, String piece) {
      seen.add(block.index() + " + " + piece);
    }

    @Override
    public void onClosed(AnswerBlock block) {
      Thought thought = block.thought();
      String sealed =
          thought == null
              ? ""
              : " " + (thought.signature() == null ? thought.encrypted() : thought.signature());
      seen.add("close " + block.index() + sealed);
    }

    @Override
    public void onPassthrough(PassthroughPart part) {}

    @Override
    public void onRefusal(int status, byte[] body) {}

    @Override
    public void onReadComplete() {}

    @Override
    public void onEnd(FinishReason reason, Usage usage, List<AnswerBlock> all) {
      seen.add("end " + reason + " " + all.stream().map(AnswerBlock::content).toList());
    }

    @Override
    public void onFailure(ProviderFailure failure) {
      seen.add("failed " + failure.detail());
    }
  }
}
