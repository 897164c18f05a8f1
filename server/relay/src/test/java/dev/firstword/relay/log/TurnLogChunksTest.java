package dev.firstword.relay.log;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.firstword.relay.event.EventBuffer;
import dev.firstword.relay.event.EventEncoder;
import dev.firstword.relay.event.TurnEvent.Text;
import dev.firstword.relay.log.TurnLog.View;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.quicktheories.api.Pair;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.Generate;

/** {@link TurnLog} with events of all sizes: its chunks are invisible, and nothing moves. */
final class TurnLogChunksTest {

  private static final int TRIES = 300;
  private static final Pattern ID = Pattern.compile("^id: (\\d+)$", Pattern.MULTILINE);

  /** Mostly tokens and short texts; a few fill a chunk or exceed it. */
  private static final Gen<String> MIXED_TEXTS =
      Generate.frequency(
          Pair.of(12, texts()),
          Pair.of(3, integers(0, 2_000).map("\u00e9"::repeat)),
          Pair.of(1, integers(0, 20_000).map("\n"::repeat)));

  @Test
  void holdsThePlainEncodingOfItsEvents() {
    property(TRIES)
        .forAll(lists(MIXED_TEXTS))
        .checkAssert(texts -> {
          EventBuffer plain = new EventBuffer(0);
          for (int i = 0; i < texts.size(); i++) {
            EventEncoder.encode(i + 1, new Text(texts.get(i)), plain);
          }

          View view = logOf(texts).view();

          assertThat(view.toBytes()).isEqualTo(Arrays.copyOf(plain.array(), plain.length()));
          assertThat(joinedChunks(view)).isEqualTo(view.toBytes());
        });
  }

  @Test
  void noEventStraddlesTwoChunks() {
    property(TRIES)
        .forAll(lists(MIXED_TEXTS))
        .checkAssert(texts -> {
          View view = logOf(texts).view();

          for (int i = 0; i < view.chunkCount(); i++) {
            String chunk = new String(view.copy(view.chunkStart(i), view.chunkEnd(i)), UTF_8);
            assertThat(chunk).startsWith("id: ").endsWith("}\n\n");
          }
        });
  }

  @Test
  void resumesAfterEachEvent() {
    property(TRIES)
        .forAll(lists(MIXED_TEXTS), Generate.booleans(), integers(0, 100_000))
        .checkAssert((texts, ended, gap) -> {
          TurnLog log = logOf(texts);
          byte[] last =
              "id: %d\ndata: {}\n\n".formatted(log.view().lastSequence() + 1 + gap).getBytes(UTF_8);
          log.appendEncoded(last, 0, last.length);
          log.publish(ended);
          View view = log.view();

          List<Long> ids = ids(view);
          List<Integer> offsets = offsets(view);
          for (long sequence : probes(ids)) {
            assertThat(view.offsetAfter(sequence))
                .as("after %d", sequence)
                .isEqualTo(expectedOffset(view, ids, offsets, sequence));
          }
        });
  }

  @Test
  void aViewNeverChanges() {
    property(TRIES)
        .forAll(lists(MIXED_TEXTS, 0, 60), lists(MIXED_TEXTS, 0, 60), Generate.booleans())
        .checkAssert((before, after, endsElsewhere) -> {
          TurnLog log = logOf(before);
          View published = log.view();
          log.append(new Text("not published"));
          View snapshot = log.snapshot(false);
          byte[] publishedBytes = published.toBytes();
          byte[] snapshotBytes = snapshot.toBytes();

          if (endsElsewhere) {
            log.endAs(logOf(concat(before, after)).view());
          } else {
            after.forEach(text -> log.append(new Text(text)));
            log.publish(true);
          }

          assertThat(published.toBytes()).isEqualTo(publishedBytes);
          assertThat(snapshot.toBytes()).isEqualTo(snapshotBytes);
          assertThat(log.view().copy(0, publishedBytes.length)).isEqualTo(publishedBytes);
        });
  }

  @Test
  void endsWithWhatTheOtherNodeStored() {
    property(TRIES)
        .forAll(lists(MIXED_TEXTS, 0, 60), lists(MIXED_TEXTS, 1, 60))
        .checkAssert((before, after) -> {
          TurnLog log = logOf(before);
          log.append(new Text("never shown"));
          View stored = logOf(concat(before, after)).view();

          log.endAs(stored);

          assertThat(log.view().ended()).isTrue();
          assertThat(log.view().lastSequence()).isEqualTo(stored.lastSequence());
          assertThat(log.view().toBytes()).isEqualTo(stored.toBytes());
        });
  }

  @Test
  void continuesAnotherLogAndSharesItsBytes() {
    property(TRIES)
        .forAll(lists(MIXED_TEXTS, 1, 60), lists(MIXED_TEXTS, 0, 60))
        .checkAssert((before, after) -> {
          byte[] stored = logOf(before).view().toBytes();
          TurnLog log = TurnLog.continuing(TurnLog.restore(stored, true).view());
          assertThat(log.view().ended()).isFalse();
          assertThat(log.view().chunk(0)).isSameAs(stored);

          after.forEach(text -> log.append(new Text(text)));
          log.publish(true);

          assertThat(log.view().toBytes()).isEqualTo(logOf(concat(before, after)).view().toBytes());
        });
  }

  @Test
  void copiesAnyRange() {
    property(TRIES)
        .forAll(lists(MIXED_TEXTS), integers(0, 1 << 20), integers(0, 1 << 20))
        .checkAssert((texts, one, other) -> {
          View view = logOf(texts).view();
          int from = Math.min(one, other) % (view.length() + 1);
          int to = Math.max(from, Math.max(one, other) % (view.length() + 1));

          assertThat(view.copy(from, to)).isEqualTo(Arrays.copyOfRange(view.toBytes(), from, to));
        });
  }

  /** A log that copies itself to grow by half allocates three times its bytes. */
  @Test
  void allocatesItsBytesOnceAndASmallViewForEachPublish() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Text token = new Text("twenty bytes of text");
    int events = 1_500;
    publishEach(token, 1); // Loads the classes.

    long before = threads.getCurrentThreadAllocatedBytes();
    View view = publishEach(token, events).view();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    int publish = 80; // A view, and until it is compiled an iterator.
    assertThat(allocated)
        .isBetween((long) view.length(), view.length() * 5L / 4 + (long) publish * events);
  }

  private static TurnLog publishEach(Text token, int events) {
    TurnLog log = new TurnLog();
    for (int i = 0; i < events; i++) {
      log.append(token);
      log.publish(false);
    }
    return log;
  }

  private static TurnLog logOf(List<String> texts) {
    TurnLog log = new TurnLog();
    texts.forEach(text -> log.append(new Text(text)));
    log.publish(false);
    return log;
  }

  private static List<String> concat(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static byte[] joinedChunks(View view) {
    byte[] joined = new byte[view.length()];
    for (int i = 0; i < view.chunkCount(); i++) {
      int start = view.chunkStart(i);
      assertThat(view.chunkAt(start)).isEqualTo(i);
      assertThat(view.chunkAt(view.chunkEnd(i) - 1)).isEqualTo(i);
      System.arraycopy(view.chunk(i), 0, joined, start, view.chunkEnd(i) - start);
    }
    return joined;
  }

  private static List<Long> ids(View view) {
    return ID.matcher(new String(view.toBytes(), UTF_8))
        .results()
        .map(id -> Long.valueOf(id.group(1)))
        .toList();
  }

  /** The offsets of the events, and the length. */
  private static List<Integer> offsets(View view) {
    byte[] bytes = view.toBytes();
    List<Integer> offsets = new ArrayList<>(List.of(0));
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i - 1] == '\n' && bytes[i] == '\n') {
        offsets.add(i + 1);
      }
    }
    return offsets;
  }

  /** Each number around the events and the gap, up to one beyond the end. */
  private static List<Long> probes(List<Long> ids) {
    List<Long> probes = new ArrayList<>(List.of(-1L, 0L));
    for (long id : ids) {
      probes.add(id - 1);
      probes.add(id);
      probes.add(id + 1);
    }
    return probes;
  }

  private static int expectedOffset(
      View view, List<Long> ids, List<Integer> offsets, long sequence) {
    for (int i = 0; i < ids.size(); i++) {
      if (ids.get(i) > sequence) {
        return offsets.get(i);
      }
    }
    boolean isBeyondTheEnd = view.ended() && sequence > ids.getLast();
    return isBeyondTheEnd ? offsets.get(ids.size() - 1) : view.length();
  }
}
