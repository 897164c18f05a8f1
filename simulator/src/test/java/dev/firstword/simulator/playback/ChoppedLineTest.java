package dev.firstword.simulator.playback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ChoppedLineTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ManualTimer timer = new ManualTimer();
  private final RecordingLine line = new RecordingLine(timer);
  private final Line dripping = ChoppedLine.dripping(line, timer, new SplittableRandom(1));
  private final Line splitting = ChoppedLine.splitting(line, timer, new SplittableRandom(1));

  @Property(tries = 200)
  void nothingIsLostOrReordered(
      @ForAll @Size(min = 1, max = 20) List<@StringLength(min = 1, max = 80) String> writes,
      @ForAll boolean drip,
      @ForAll long seed) {
    ManualTimer clock = new ManualTimer();
    RecordingLine behind = new RecordingLine(clock);
    Line chopped =
        drip
            ? ChoppedLine.dripping(behind, clock, new SplittableRandom(seed))
            : ChoppedLine.splitting(behind, clock, new SplittableRandom(seed));
    List<String> ascii = writes.stream().map(text -> text.replaceAll("[^ -~]", "?")).toList();

    ascii.forEach(text -> chopped.write(text.getBytes(UTF_8)));
    chopped.end();
    clock.advance(LONG);

    List<String> expected = new ArrayList<>(List.of(String.join("", ascii)));
    expected.add("end");
    assertThat(String.join("", behind.sent)).isEqualTo(String.join("", expected));
  }

  @Test
  void everyWriteIsSplit() {
    for (int write = 0; write < 50; write++) {
      int before = line.sent.size();

      splitting.write("data: an event of some length\n\n".getBytes(UTF_8));
      timer.advance(LONG);

      assertThat(line.sent.size() - before).isBetween(2, 5);
    }
  }

  @Test
  void thePartsOfASplitLeaveApart() {
    splitting.write("data: an event of some length\n\n".getBytes(UTF_8));
    timer.advance(LONG);

    assertThat(line.millis).doesNotHaveDuplicates();
  }

  @Test
  void dripsAreAFewBytesEvery5Milliseconds() {
    dripping.write("x".repeat(1_000).getBytes(UTF_8));
    timer.advance(LONG);

    assertThat(line.sent).allSatisfy(part -> assertThat(part).hasSizeBetween(1, 8));
    assertThat(line.millis.getLast()).isBetween(800L, 1_500L);
  }

  @Test
  void aWholeReplyDripsToo() {
    dripping.answer(new Reply(200, Map.of(), "{\"answer\":\"a long one\"}".getBytes(UTF_8)));
    timer.advance(LONG);

    assertThat(line.sent.getFirst()).isEqualTo("open 200");
    assertThat(line.sent).endsWith("end").hasSizeGreaterThan(4);
  }

  @Test
  void whatComesAfterWaitsForWhatCameBefore() {
    List<String> order = line.sent;

    dripping.write("a few bytes more than one drip".getBytes(UTF_8));
    dripping.then(() -> order.add("then"));
    assertThat(order).doesNotContain("then");

    timer.advance(LONG);
    assertThat(order.getLast()).isEqualTo("then");
  }

  @Test
  void itIsCongestedWhileMuchIsWaiting() {
    dripping.write("x".repeat(10_000).getBytes(UTF_8));
    List<String> cleared = new ArrayList<>();
    dripping.whenClear(() -> cleared.add("clear"));

    assertThat(dripping.congested()).isTrue();
    timer.advance(LONG);

    assertThat(cleared).containsExactly("clear");
    assertThat(dripping.congested()).isFalse();
  }
}
