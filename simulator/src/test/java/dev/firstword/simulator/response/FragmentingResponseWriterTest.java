package dev.firstword.simulator.response;

import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.longs;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FragmentingResponseWriterTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final RecordingResponseWriter writer = new RecordingResponseWriter(scheduler);
  private final ResponseWriter slowDripWriter =
      FragmentingResponseWriter.slowDrip(writer, scheduler, new SplittableRandom(1));
  private final ResponseWriter splitWriter =
      FragmentingResponseWriter.split(writer, scheduler, new SplittableRandom(1));

  @Test
  void nothingIsLostOrReordered() {
    property(200)
        .forAll(lists(texts(1, 80), 1, 20), of(true, false), longs())
        .checkAssert(FragmentingResponseWriterTest::assertNothingIsLostOrReordered);
  }

  private static void assertNothingIsLostOrReordered(List<String> writes, boolean drip, long seed) {
    ManualScheduler clock = new ManualScheduler();
    RecordingResponseWriter behind = new RecordingResponseWriter(clock);
    ResponseWriter chopped =
        drip
            ? FragmentingResponseWriter.slowDrip(behind, clock, new SplittableRandom(seed))
            : FragmentingResponseWriter.split(behind, clock, new SplittableRandom(seed));
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
      int before = writer.sent.size();

      splitWriter.write("data: an event of some length\n\n".getBytes(UTF_8));
      scheduler.advance(LONG);

      assertThat(writer.sent.size() - before).isBetween(2, 5);
    }
  }

  @Test
  void splitFragmentsAreSentApart() {
    splitWriter.write("data: an event of some length\n\n".getBytes(UTF_8));
    scheduler.advance(LONG);

    assertThat(writer.millis).doesNotHaveDuplicates();
  }

  @Test
  void dripsAreAFewBytesEvery5Milliseconds() {
    slowDripWriter.write("x".repeat(1_000).getBytes(UTF_8));
    scheduler.advance(LONG);

    assertThat(writer.sent).allSatisfy(part -> assertThat(part).hasSizeBetween(1, 8));
    assertThat(writer.millis.getLast()).isBetween(800L, 1_500L);
  }

  @Test
  void aCompleteReplyAlsoDrips() {
    slowDripWriter.sendReply(
        new JsonReply(200, Map.of(), "{\"answer\":\"a long one\"}".getBytes(UTF_8)));
    scheduler.advance(LONG);

    assertThat(writer.sent.getFirst()).isEqualTo("open 200");
    assertThat(writer.sent).endsWith("end").hasSizeGreaterThan(4);
  }

  @Test
  void recordsACompleteReplyAfterItsBodyAndBeforeItsEnd() {
    slowDripWriter.sendReply(
        new JsonReply(200, Map.of(), "{\"answer\":\"a long one\"}".getBytes(UTF_8)),
        () -> writer.sent.add("recorded"));
    scheduler.advance(LONG);

    assertThat(writer.sent).endsWith("recorded", "end").containsOnlyOnce("recorded");
  }

  @Test
  void laterActionsWaitForEarlierOnes() {
    List<String> order = writer.sent;

    slowDripWriter.write("a few bytes more than one drip".getBytes(UTF_8));
    slowDripWriter.whenFlushed(() -> order.add("then"));
    assertThat(order).doesNotContain("then");

    scheduler.advance(LONG);
    assertThat(order.getLast()).isEqualTo("then");
  }

  @Test
  void isCongestedWhileManyActionsArePending() {
    slowDripWriter.write("x".repeat(10_000).getBytes(UTF_8));
    List<String> cleared = new ArrayList<>();
    slowDripWriter.onDrain(() -> cleared.add("clear"));

    assertThat(slowDripWriter.isCongested()).isTrue();
    scheduler.advance(LONG);

    assertThat(cleared).containsExactly("clear");
    assertThat(slowDripWriter.isCongested()).isFalse();
  }
}
