package dev.firstword.retrieval.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.time.ManualClock;
import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.testing.fuzz.FuzzRun;
import dev.firstword.testing.fuzz.FuzzedDocuments;
import dev.firstword.testing.fuzz.FuzzedDocuments.FuzzedDocument;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents that were changed at random are read, or refused with a sentence. None takes too long
 * or ends its reader. {@code make chaos-documents} tries 10,000.
 */
final class FuzzedDocumentsTest {

  private static final int CASES = 250;

  /** Less than a reader has otherwise, as everything that it is given is short. */
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Test
  @Tag("slow")
  void areReadOrRefused() {
    try (IsolatedExtractor extractor =
        new IsolatedExtractor(
            new ExtractionLimits(DEADLINE, 128, 1, Duration.ofMinutes(1)), new ManualClock())) {
      FuzzRun.ofCases(
          CASES, random -> assertReadOrRefused(extractor, FuzzedDocuments.next(random)));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.firstword.testing.fuzz.FuzzedDocuments#good")
  void areReadUnchangedBeforeThat(FuzzedDocument good) {
    assertThat(new DocumentReader().read(mediaType(good), good.content()).sections()).isNotEmpty();
  }

  private static void assertReadOrRefused(IsolatedExtractor extractor, FuzzedDocument document)
      throws InterruptedException {
    try {
      List<Chunk> chunks = extractor.extract(mediaType(document), document.content()).chunks();
      assertThat(chunks)
          .isNotEmpty()
          .allSatisfy(chunk -> assertThat(chunk.text()).isNotBlank().doesNotContain("\0"));
    } catch (RetrievalException e) {
      assertThat(e.getMessage()).matches("The .+\\.").doesNotContain("took longer", "ended");
    }
  }

  private static MediaType mediaType(FuzzedDocument document) {
    return Arrays.stream(MediaType.values())
        .filter(type -> type.wireName().equals(document.mediaType()))
        .findFirst()
        .orElseThrow();
  }
}
