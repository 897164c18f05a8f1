package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.dialect.ToolCallIds;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.testing.fuzz.FuzzRun;
import dev.firstword.testing.fuzz.Mutator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams of providers, changed at random: each ends exactly once, says nothing after that, and
 * makes no more of itself than it has bytes.
 */
final class FuzzedStreamsTest {

  private static final int CASES = 3_000;
  private static final int MAX_BYTES = 256 * 1024;

  /** Escapes, replacements and tool calls take a few times the bytes that they come from. */
  private static final int MAX_GROWTH = 8;

  @ParameterizedTest
  @EnumSource
  void endOnceWhateverTheyHold(DialectStreams dialect) {
    List<byte[]> good = good(dialect);

    FuzzRun.ofCases(
        CASES,
        random -> {
          byte[] stream =
              new Mutator(random, MAX_BYTES).mutate(good.get(random.nextInt(good.size())));
          assertEndsOnce(read(dialect, stream, random), stream.length);
        });
  }

  @ParameterizedTest
  @EnumSource
  void areReadUnchangedBeforeThat(DialectStreams dialect) {
    for (byte[] stream : good(dialect)) {
      List<ListenerCall> calls = read(dialect, stream, new Random(1));

      assertThat(calls).last().isInstanceOf(ListenerCall.End.class);
    }
  }

  private static void assertEndsOnce(List<ListenerCall> calls, int bytes) {
    List<ListenerCall> ends =
        calls.stream()
            .filter(
                call -> call instanceof ListenerCall.End || call instanceof ListenerCall.Failure)
            .toList();
    assertThat(ends).hasSize(1);
    List<ListenerCall> said =
        calls.stream().filter(call -> !(call instanceof ListenerCall.ReadComplete)).toList();
    assertThat(said).last().isIn(ends);
    ThinkingCalls.assertPaired(said);
    ToolCallEvents.assertToolCallsPaired(said);
    assertThat(length(said)).isLessThanOrEqualTo(MAX_GROWTH * (long) bytes + 1_000);
  }

  private static long length(List<ListenerCall> calls) {
    long length = 0;
    for (ListenerCall call : calls) {
      length +=
          switch (call) {
            case ListenerCall.Text text -> text.text().length();
            case ListenerCall.Activity(ModelActivity.ThoughtCompleted _) -> 0; // Sent before.
            case ListenerCall.Activity activity -> activity.activity().toString().length();
            default -> 0;
          };
    }
    return length;
  }

  private static List<ListenerCall> read(DialectStreams dialect, byte[] stream, Random random) {
    RecordingListener listener = new RecordingListener();
    AtomicInteger ids = new AtomicInteger();
    ResponseTranslator translator =
        dialect.translator(
            new ListenerGate(
                listener, ToolCallIds.generatedBy(() -> "generated" + ids.incrementAndGet())));
    int from = 0;
    while (from < stream.length) {
      int count = Math.min(stream.length - from, 1 + random.nextInt(2_000));
      translator.read(stream, from, count);
      from += count;
    }
    translator.end();
    return listener.calls();
  }

  /** A short answer, one that is not streamed, and one with a thought and two tool calls. */
  private static List<byte[]> good(DialectStreams dialect) {
    List<byte[]> streams = new ArrayList<>();
    String hello = dialect.text("Hello", " \\ud83d", "\\ude00 world");
    streams.add((hello + dialect.finish(dialect.stop()) + dialect.end()).getBytes(UTF_8));
    streams.add(dialect.wholeAnswer("Hello", dialect.stop()).getBytes(UTF_8));
    streams.add(recorded(dialect));
    return streams;
  }

  private static byte[] recorded(DialectStreams dialect) {
    String name = dialect.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".sse";
    try (InputStream file =
        Objects.requireNonNull(FuzzedStreamsTest.class.getResourceAsStream(name))) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
