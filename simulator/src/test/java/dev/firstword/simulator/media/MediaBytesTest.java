package dev.firstword.simulator.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaBytesTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 481;

  @Test
  void theSizeOfAnImageIsInItsHeader() {
    for (byte[] image : images()) {
      assertThat(MediaBytes.imageSize(image)).contains(new ImageSize(WIDTH, HEIGHT));
    }
  }

  @Test
  void theTypeIsInTheFirstBytes() {
    assertThat(images().stream().map(image -> MediaBytes.mediaType(image).orElseThrow()))
        .containsExactly("image/png", "image/gif", "image/jpeg", "image/webp");
    assertThat(MediaBytes.mediaType(SampleMedia.pdf(1))).contains("application/pdf");
    assertThat(MediaBytes.mediaType(new byte[] {'<', 's', 'v', 'g'})).isEmpty();
  }

  @Test
  void noCutHeaderIsReadBeyondItsEnd() {
    for (byte[] image : images()) {
      for (int length = 0; length < image.length; length++) {
        assertThat(MediaBytes.imageSize(Arrays.copyOf(image, length)))
            .satisfiesAnyOf(
                size -> assertThat(size).isEmpty(),
                size -> assertThat(size.orElseThrow().width()).isLessThanOrEqualTo(WIDTH));
      }
    }
  }

  @Test
  void base64IsDecodedStrictly() {
    assertThat(MediaBytes.decode("AAAA")).hasValueSatisfying(bytes -> assertThat(bytes).hasSize(3));
    assertThat(MediaBytes.decode("AA AA")).isEmpty();
    assertThat(MediaBytes.decode("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"750, 1, 1", "1000, 750, 1000", "1092, 1092, 1590", "6000, 4000, 2186"})
  void anthropicDividesPixelsBy750AfterScalingDown(int width, int height, int tokens) {
    assertThat(new ImageSize(width, height).anthropicTokens()).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({"512, 512, 255", "1024, 1024, 765", "2048, 4096, 1105", "4096, 8192, 1105"})
  void openAiCountsTiles(int width, int height, int tokens) {
    assertThat(new ImageSize(width, height).openAiTokens(false)).isEqualTo(tokens);
    assertThat(new ImageSize(width, height).openAiTokens(true)).isEqualTo(85);
  }

  @Test
  void pagesAreCountedWithoutTheirTree() {
    assertThat(PdfPages.count(SampleMedia.pdf(3))).isEqualTo(3);
    assertThat(PdfPages.count(new byte[0])).isEqualTo(1);
  }

  private static List<byte[]> images() {
    return List.of(
        SampleMedia.png(WIDTH, HEIGHT),
        SampleMedia.gif(WIDTH, HEIGHT),
        SampleMedia.jpeg(WIDTH, HEIGHT),
        SampleMedia.webp(WIDTH, HEIGHT));
  }
}
