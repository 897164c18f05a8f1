package dev.firstword.relay.event;

import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and texts written to the buffer, and how it grows. */
class EventBufferTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.0",
    "0.04, 1, 0.0",
    "-0.04, 1, 0.0",
    "0.06, 1, 0.1",
    "41.96, 1, 42.0",
    "1234567.25, 1, 1234567.3",
    "0.000012, 6, 0.000012",
    "-1.0000049, 6, -1.000005",
  })
  void writesAFixedNumberOfDecimals(double number, int decimals, String written) {
    EventBuffer buffer = new EventBuffer(8);
    buffer.decimal(number, decimals);
    buffer.endEvent();
    assertThat(new String(buffer.array(), 0, buffer.length(), US_ASCII)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 99, 100, 4_096, Long.MAX_VALUE, -1, -10, Long.MIN_VALUE})
  void writesNumbersInDecimal(long number) {
    EventBuffer buffer = new EventBuffer(1);
    buffer.ascii("n=").number(number).ascii(";");
    assertThat(new String(buffer.array(), 0, buffer.length(), US_ASCII))
        .isEqualTo("n=" + number + ";");
  }

  @Test
  void movesOnlyTheUnfinishedEvent() {
    EventBuffer buffer = new EventBuffer(16);
    buffer.ascii("finished");
    assertThat(buffer.endEvent()).isEqualTo(8);
    byte[] full = buffer.array();
    buffer.ascii("unfini");

    buffer.ascii("shed");

    assertThat(new String(full, 0, 8, US_ASCII)).isEqualTo("finished");
    assertThat(buffer.array()).isNotSameAs(full);
    assertThat(new String(buffer.array(), 0, buffer.length(), US_ASCII)).isEqualTo("unfinished");
    assertThat(buffer.endEvent()).isEqualTo(10);
  }

  @Test
  void limitsTheSizeOfChunksButNotOfEvents() {
    EventBuffer buffer = new EventBuffer(0);
    Set<byte[]> arrays = new LinkedHashSet<>();
    for (int i = 0; i < 300; i++) {
      buffer.ascii("x".repeat(100)).endEvent();
      arrays.add(buffer.array());
    }
    assertThat(arrays.stream().map(array -> array.length))
        .containsExactly(1024, 1024, 2048, 4096, 8192, 8192, 8192);

    buffer.string("x".repeat(100_000)).ascii("}").endEvent();

    assertThat(buffer.length()).isEqualTo(100_003);
    assertThat(buffer.array()).hasSizeBetween(100_003, 100_100);
    buffer.ascii("x".repeat(200)).endEvent();
    assertThat(buffer.array()).hasSize(8192);
  }

  /** Text that barely fits takes no more space than it needs. */
  @Test
  void countsTheSizeOfTextThatMayNotFit() {
    property()
        .forAll(texts())
        .checkAssert(text -> {
          EventBuffer roomy = new EventBuffer(4096);
          roomy.string(text);
          int size = roomy.length();

          EventBuffer exact = new EventBuffer(size);
          byte[] array = exact.array();
          exact.string(text);

          assertThat(exact.array()).isSameAs(array);
          assertThat(array).isEqualTo(Arrays.copyOf(roomy.array(), size));
        });
  }
}
