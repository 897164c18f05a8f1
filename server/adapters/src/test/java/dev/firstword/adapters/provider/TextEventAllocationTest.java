package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.firstword.adapters.anthropic.AnthropicTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.openai.OpenAiTranslator;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A text event allocates its text and nothing else. */
final class TextEventAllocationTest {

  private static final int EVENTS = 2_000;

  /** A string of twenty bytes: its object, and its bytes with their header. */
  private static final int TEXT_SIZE = 24 + 16 + 24;

  @Test
  void allocatesTheTextOfAnAnthropicEvent() {
    String event = AnthropicStreams.text("twenty bytes of text");

    assertThat(bytesPerEvent(gate -> new AnthropicTranslator(gate, "some-model", 64 * 1024), event))
        .isLessThanOrEqualTo(TEXT_SIZE);
  }

  @Test
  void allocatesTheTextOfAnOpenAiEvent() {
    String event =
        "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
            + "\"twenty bytes of text\"},\"finish_reason\":null}]}\n\n";

    assertThat(bytesPerEvent(gate -> new OpenAiTranslator(gate, "some-model", 64 * 1024), event))
        .isLessThanOrEqualTo(TEXT_SIZE);
  }

  private static long bytesPerEvent(
      Function<ListenerGate, ResponseTranslator> dialect, String event) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bytes = event.getBytes(UTF_8);
    ResponseTranslator translator = dialect.apply(new ListenerGate(new DiscardingListener()));
    translator.read(bytes, 0, bytes.length); // Loads the classes, and is learned from.
    translator.read(bytes, 0, bytes.length);

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < EVENTS; i++) {
      translator.read(bytes, 0, bytes.length);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / EVENTS;
  }

  private static final class DiscardingListener implements ModelCallListener {
    @Override
    public void onText(String text) {}

    @Override
    public void onReadComplete() {}

    @Override
    public void onEnd(FinishReason reason, Usage usage) {}

    @Override
    public void onFailure(ProviderFailure failure) {
      throw new AssertionError(failure);
    }
  }
}
