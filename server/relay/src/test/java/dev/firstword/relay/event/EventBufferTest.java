package dev.firstword.relay.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers written to the buffer. */
class EventBufferTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 99, 100, 4_096, Long.MAX_VALUE, -1, -10, Long.MIN_VALUE})
  void writesNumbersInDecimal(long number) {
    EventBuffer buffer = new EventBuffer(1);
    buffer.ascii("n=").number(number).ascii(";");
    assertThat(new String(buffer.array(), 0, buffer.length(), US_ASCII))
        .isEqualTo("n=" + number + ";");
  }
}
