package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogCompressionTest {

  @Test
  void restoresLogsOfAnySize() {
    Random random = new Random(7);
    try (LogCompression compression = new LogCompression()) {
      for (int size : new int[] {0, 1, 100, 5_000, 300_000}) {
        byte[] incompressible = new byte[size];
        random.nextBytes(incompressible);
        byte[] repetitive = "event ".repeat(size / 6).getBytes(UTF_8);

        assertThat(LogCompression.decompress(compression.compress(incompressible)))
            .isEqualTo(incompressible);
        assertThat(LogCompression.decompress(compression.compress(repetitive)))
            .isEqualTo(repetitive);
      }
    }
  }

  @Test
  void shrinksTheLogOfAShortTurnToAThird() {
    StringBuilder log = new StringBuilder();
    List<String> words =
        List.of("The quick brown fox jumps over the lazy dog near a river bank".split(" ", -1));
    for (int i = 0; i < words.size(); i++) {
      log.append(
          "id: %d\ndata: {\"type\":\"text\",\"text\":\" %s\"}\n\n".formatted(i + 9, words.get(i)));
    }
    byte[] bytes = log.toString().getBytes(UTF_8);

    try (LogCompression compression = new LogCompression()) {
      assertThat(compression.compress(bytes).length).isLessThan(bytes.length / 3);
    }
  }

  @Test
  void rejectsBytesThatItDidNotCompress() {
    byte[] compressed;
    try (LogCompression compression = new LogCompression()) {
      compressed = compression.compress("id: 1\ndata: {}\n\n".repeat(50).getBytes(UTF_8));
    }

    assertThatThrownBy(() -> LogCompression.decompress("id: 1\n".getBytes(UTF_8)))
        .hasMessageContaining("unknown format");
    assertThatThrownBy(() -> LogCompression.decompress(Arrays.copyOf(compressed, 20)))
        .isInstanceOf(IllegalStateException.class);
  }
}
