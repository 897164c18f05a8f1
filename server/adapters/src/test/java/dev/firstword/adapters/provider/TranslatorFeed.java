package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.dialect.ToolCallIds;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Feeds raw bytes to a translator: whole, split at every byte, and byte by byte. */
public final class TranslatorFeed {

  /** Before the numbers, from 1, of the ids that a server did not give. */
  public static final String GENERATED_ID_PREFIX = "generated-";

  private final Function<ListenerGate, ResponseTranslator> dialect;

  public TranslatorFeed(Function<ListenerGate, ResponseTranslator> dialect) {
    this.dialect = dialect;
  }

  /**
   * Returns the listener calls for a body without complete thoughts, and asserts that they are the
   * same wherever it is split.
   */
  public List<ListenerCall> read(String body) {
    return readAll(body).stream()
        .filter(call -> !(call instanceof ListenerCall.Activity(ModelActivity.ThoughtCompleted _)))
        .toList();
  }

  /** Returns all listener calls for a body that is too long to split it everywhere. */
  public List<ListenerCall> readWhole(String body) {
    return readChunks(body.getBytes(UTF_8));
  }

  /** Returns all listener calls for a body, and asserts that they are the same for each split. */
  public List<ListenerCall> readAll(String body) {
    byte[] bytes = body.getBytes(UTF_8);
    List<ListenerCall> whole = readChunks(bytes);
    for (int split = 0; split < bytes.length; split++) {
      assertThat(
              readChunks(
                  Arrays.copyOf(bytes, split), Arrays.copyOfRange(bytes, split, bytes.length)))
          .as("split at %d", split)
          .isEqualTo(whole);
    }
    byte[][] single = new byte[bytes.length][];
    Arrays.setAll(single, i -> new byte[] {bytes[i]});
    assertThat(readChunks(single)).as("byte by byte").isEqualTo(whole);
    return whole;
  }

  /** Returns the only listener call, which must be a failure. */
  public ProviderFailure readFailure(String body) {
    List<ListenerCall> news = read(body);
    assertThat(news).hasSize(1);
    if (news.getFirst() instanceof ListenerCall.Failure failed) {
      return failed.failure();
    }
    throw new AssertionError("not a failure: " + news);
  }

  private List<ListenerCall> readChunks(byte[]... chunks) {
    RecordingListener listener = new RecordingListener();
    AtomicInteger ids = new AtomicInteger();
    ToolCallIds toolCallIds =
        ToolCallIds.generatedBy(() -> GENERATED_ID_PREFIX + ids.incrementAndGet());
    ResponseTranslator translator = dialect.apply(new ListenerGate(listener, toolCallIds));
    for (byte[] chunk : chunks) {
      translator.read(chunk, 0, chunk.length);
    }
    translator.end();
    return listener.calls();
  }
}
