package dev.firstword.core.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PdfDocumentTest {

  private static final String PAGE = "<< /Type /Page /Parent 2 0 R >> ";

  @Test
  void countsPages() throws InvalidAttachmentException {
    assertThat(tokens(TestMedia.pdf(3))).isEqualTo(6_000);
  }

  @Test
  void countsCompressedPages() throws InvalidAttachmentException {
    byte[] document = TestMedia.pdf(TestMedia.objectStream(PAGE.repeat(5)), "");

    assertThat(tokens(document)).isEqualTo(10_000);
  }

  @Test
  void believesThePageTreeIfItStatesMore() throws InvalidAttachmentException {
    byte[] document = TestMedia.pdf("<< /Count 7 /Type /Pages /Kids [3 0 R] >>\n" + PAGE, "");

    assertThat(tokens(document)).isEqualTo(14_000);
  }

  @Test
  void aDocumentHasAtLeastAPage() throws InvalidAttachmentException {
    assertThat(tokens(TestMedia.pdf(0))).isEqualTo(2_000);
  }

  @Test
  void refusesMoreThanAHundredPages() throws InvalidAttachmentException {
    assertThat(tokens(TestMedia.pdf(100))).isEqualTo(200_000);
    assertRefused(TestMedia.pdf(101), "has 101 pages; at most 100 are accepted");
    assertRefused(
        TestMedia.pdf(TestMedia.objectStream(PAGE.repeat(300)), ""), "has 300 pages; at most 100");
    assertRefused(TestMedia.pdf("<< /Type /Pages /Count 999999999 >>", ""), "has 999999999 pages");
  }

  @Test
  void countsAPageThatIsListedManyTimes() {
    String kids = "/Kids [" + "3 0 R ".repeat(300_000) + "]";

    assertRefused(
        TestMedia.pdf("<< /Type /Pages " + kids + " /Count 300000 >>\n" + PAGE, ""),
        "has 300000 pages");
    assertRefused(
        TestMedia.pdf("<< /Type /Pages " + kids + " /Count 1 >>\n" + PAGE, ""), "has 300000 pages");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/Encrypt 5 0 R", "/Encrypt << /Filter /Standard >>", "/Encrypt<<>>"})
  void refusesAnEncryptedDocument(String entry) {
    assertRefused(TestMedia.pdf("", entry), "is encrypted; remove its password");
  }

  @Test
  void refusesATruncatedDocument() {
    assertRefused(TestMedia.bytes("%PDF-1.7\n" + PAGE), "is cut off or damaged");
  }

  /** Each of these would be searched up to the ends of the file. */
  @Test
  void takesNoLongerForHostileFiles() {
    byte[] trees = TestMedia.pdf("/Type/Pages ".repeat(400_000), "");
    byte[] streams =
        TestMedia.pdf("/Type/ObjStm >> stream\nx ".repeat(200_000) + "<< ".repeat(100_000), "");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertThat(tokens(trees)).isEqualTo(2_000);
          assertThat(tokens(streams)).isEqualTo(2_000);
        });
  }

  @Test
  void boundsWhatItDecompresses() {
    byte[] bomb = TestMedia.pdf(TestMedia.objectStream(" ".repeat(50_000_000)).repeat(20), "");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertThat(tokens(bomb)).isEqualTo(2_000));
  }

  /** A stream that breaks off at its end has cost as much as a whole one. */
  @Test
  void boundsWhatItDecompressesOfDamagedStreams() {
    String stream = TestMedia.objectStream(" ".repeat(8_000_000));
    int end = stream.indexOf("\nendstream");
    String damaged = stream.substring(0, end - 8) + "????" + stream.substring(end);
    byte[] bomb = TestMedia.pdf(damaged.repeat(600), "");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(2), () -> assertThat(tokens(bomb)).isEqualTo(2_000));
  }

  private static int tokens(byte[] document) throws InvalidAttachmentException {
    return PdfDocument.estimateTokens(new ByteReader(document));
  }

  private static void assertRefused(byte[] document, String reason) {
    assertThatThrownBy(() -> tokens(document))
        .isInstanceOf(InvalidAttachmentException.class)
        .hasMessageContaining(reason);
  }
}
