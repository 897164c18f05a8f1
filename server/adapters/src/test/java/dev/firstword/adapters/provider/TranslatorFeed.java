package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.ProviderFailure;
import java.util.List;
import java.util.function.Function;

/** Feeds raw bytes to a translator, whole and split at every byte. */
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
    List<ListenerCall> whole = readSplit(bytes, bytes.length);
    for (int split = 0; split < bytes.length; split++) {
      assertThat(readSplit(bytes, split)).as("split at %d", split).isEqualTo(whole);
    }
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

  private List<ListenerCall> readSplit(byte[] bytes, int split) {
    RecordingListener listener = new RecordingListener();
    ResponseTranslator translator = dialect.apply(new ListenerGate(listener));
    translator.read(bytes, 0, split);
    translator.read(bytes, split, bytes.length - split);
    translator.end();
    return listener.calls();
  }
}
