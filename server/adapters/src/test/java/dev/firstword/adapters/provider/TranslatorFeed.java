package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Feeds raw bytes to a translator: whole, split at every byte, and byte by byte. */
public final class TranslatorFeed {

  private final Function<ListenerGate, ResponseTranslator> dialect;

  public TranslatorFeed(Function<ListenerGate, ResponseTranslator> dialect) {
    this.dialect = dialect;
  }

  /**
   * Returns the listener calls for a body, and asserts that they are the same wherever it is split.
   */
  public List<ListenerCall> read(String body) {
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
    ResponseTranslator translator = dialect.apply(new ListenerGate(listener));
    for (byte[] chunk : chunks) {
      translator.read(chunk, 0, chunk.length);
    }
    translator.end();
    return listener.calls();
  }
}
