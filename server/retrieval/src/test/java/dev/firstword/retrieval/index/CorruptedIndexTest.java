package dev.firstword.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.retrieval.RetrievalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Indexes whose files were truncated, overwritten or deleted. */
final class CorruptedIndexTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  /** Kinds of damage to a file. */
  enum Damage {
    CUT {
      @Override
      void applyTo(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length / 2));
      }
    },
    EMPTIED {
      @Override
      void applyTo(Path file) throws IOException {
        Files.write(file, new byte[0]);
      }
    },
    OVERWRITTEN_IN_THE_MIDDLE {
      @Override
      void applyTo(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        for (int i = content.length / 3; i < content.length / 2; i++) {
          content[i] ^= 0x55;
        }
        Files.write(file, content, StandardOpenOption.WRITE);
      }
    },
    REMOVED {
      @Override
      void applyTo(Path file) throws IOException {
        Files.delete(file);
      }
    };

    abstract void applyTo(Path file) throws IOException;
  }

  private static final String BROKEN = "The index of the documents is broken and is being rebuilt.";

  @TempDir private Path folder;
  private final DocumentStoreFixture documents = new DocumentStoreFixture();

  @ParameterizedTest
  @EnumSource
  void rebuildsWhicheverFileIsDamaged(Damage damage) throws IOException {
    for (int i = 0; i < 20; i++) {
      documents.put(
          "acme", "d" + i, "Title", List.of("word " + i), List.of(TestVectors.axis(32, i)));
    }
    int files = fileNames().size();
    for (int i = 0; i == 0 || i < files; i++) {
      try (TenantIndexes indexes = documents.openIndexes(folder, "model")) {
        indexes.catchUp("acme", LONG);
      }
      List<Path> names = fileNames();
      files = names.size();
      damage.applyTo(names.get(i));

      try (TenantIndexes indexes = documents.openIndexes(folder, "model")) {
        assertThat(searchOutcome(indexes)).isIn("found 20", BROKEN);

        assertThat(indexes.search("acme", "word", null, 50).passages()).hasSize(20);
        assertThat(
                indexes
                    .search("acme", null, TestVectors.axis(32, 7), 1)
                    .passages()
                    .getFirst()
                    .text())
            .isEqualTo("word 7");
      }
    }
  }

  @Test
  void rebuildsWhenDamagedWhileOpen() throws IOException {
    String words = String.join(" ", IntStream.range(0, 3_000).mapToObj(i -> "x" + i).toList());
    for (int i = 0; i < 200; i++) {
      documents.put("acme", "d" + i, "Title", words + " word " + i);
    }
    try (TenantIndexes indexes = documents.openIndexes(folder, null)) {
      indexes.catchUp("acme", LONG);
      for (Path file : fileNames()) {
        Damage.EMPTIED.applyTo(file); // Reading a truncated memory-mapped file is a bus error.
      }

      assertThat(searchOutcome(indexes)).isEqualTo(BROKEN);

      assertThat(indexes.search("acme", "word", null, 500).passages()).hasSize(200);
    }
  }

  private static String searchOutcome(TenantIndexes indexes) {
    try {
      return "found " + indexes.search("acme", "word x7", null, 500).passages().size();
    } catch (RetrievalException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private List<Path> fileNames() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("write.lock"))
          .sorted()
          .toList();
    }
  }
}
