package dev.firstword.core.attachment;

import static dev.firstword.core.attachment.TestMedia.bytes;
import static dev.firstword.core.attachment.TestMedia.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AttachmentReaderTest {

  private static final AttachmentReader READER = new AttachmentReader(AttachmentPolicy.DEFAULT);

  private static final Map<String, byte[]> IMAGES =
      Map.of(
          "image/png", TestMedia.png(30, 20),
          "image/jpeg", TestMedia.jpeg(30, 20),
          "image/gif", TestMedia.gif(2),
          "image/webp", TestMedia.webp(30, 20));

  @Test
  void readsEachFormatByItsContent() throws InvalidAttachmentException {
    for (Map.Entry<String, byte[]> image : IMAGES.entrySet()) {
      Attachment attachment = READER.read(Kind.IMAGE, null, "", image.getValue());

      assertThat(attachment.description().mediaType()).isEqualTo(image.getKey());
      assertThat(attachment.description().kind()).isEqualTo(Kind.IMAGE);
      assertThat(attachment.description().bytes()).isEqualTo(content(attachment).length);
      assertThat(attachment.description().sha256()).hasSize(64);
    }
  }

  @Test
  void readsAPdfFile() throws InvalidAttachmentException {
    Attachment attachment =
        READER.read(Kind.FILE, "application/pdf", "../offers/\u202eoffer.pdf", TestMedia.pdf(3));

    assertThat(attachment.description().mediaType()).isEqualTo("application/pdf");
    assertThat(attachment.description().name()).isEqualTo("offer.pdf");
    assertThat(attachment.description().tokens()).isEqualTo(6_000);
  }

  @Test
  void estimatesTheTokensOfAnImageByItsSize() throws InvalidAttachmentException {
    assertThat(tokens(TestMedia.png(30, 20))).isEqualTo(1);
    assertThat(tokens(TestMedia.png(750, 2))).isEqualTo(2);
    assertThat(tokens(TestMedia.png(2_000, 1_000))).isEqualTo(1_600);
  }

  private static int tokens(byte[] image) throws InvalidAttachmentException {
    return READER.read(Kind.IMAGE, null, "", image).description().tokens();
  }

  @Test
  void refusesALabelThatDisagreesWithTheContent() {
    assertRefused(
        () -> READER.read(Kind.IMAGE, "image/png", "", TestMedia.jpeg(3, 3)),
        "is labelled \"image/png\", but is JPEG (image/jpeg)");
  }

  @Test
  void acceptsTheUsualWrongNameOfJpeg() throws InvalidAttachmentException {
    assertThat(
            READER
                .read(Kind.IMAGE, "image/jpg", "", TestMedia.jpeg(3, 3))
                .description()
                .mediaType())
        .isEqualTo("image/jpeg");
  }

  @Test
  void saysHowToSendWhatIsInTheWrongPart() {
    assertRefused(
        () -> READER.read(Kind.IMAGE, null, "", TestMedia.pdf(1)), "is PDF; send it in a part of");
    assertRefused(
        () -> READER.read(Kind.FILE, null, "", TestMedia.png(1, 1)),
        "is PNG; send it in a part of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<?xml version='1.0'?><svg onload='x()'> | SVG",
        "<!DOCTYPE html><script>x()</script>     | HTML",
        "BM0000                                  | BMP",
        "II*\0 0000                              | TIFF",
        "0000ftypheic                            | HEIC",
        "0000ftypavif                            | AVIF",
        "Hello                                   | of an unknown format",
      })
  void namesWhatIsNotAccepted(String content, String name) {
    assertRefused(
        () -> READER.read(Kind.IMAGE, "image/png", "", bytes(content)),
        "is " + name + "; send an image as PNG, JPEG, GIF or WebP");
  }

  @Test
  void refusesAnEmptyImage() {
    assertRefused(() -> READER.read(Kind.IMAGE, null, "", new byte[0]), "is empty");
  }

  @Test
  void refusesEveryTruncation() {
    for (byte[] image : IMAGES.values()) {
      for (int length = 0; length < image.length; length++) {
        byte[] truncated = Arrays.copyOf(image, length);
        assertThatThrownBy(() -> READER.read(Kind.IMAGE, null, "", truncated))
            .as("%d of %d bytes", length, image.length)
            .isInstanceOf(InvalidAttachmentException.class);
      }
    }
  }

  /** Whatever the bytes are, they are accepted or refused, and nothing else. */
  @Test
  void survivesDamage() {
    Random random = new Random(42);
    int accepted = 0;
    for (int run = 0; run < 20_000; run++) {
      byte[] image = IMAGES.values().stream().skip(run % 4).findFirst().orElseThrow().clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        image[random.nextInt(image.length)] = (byte) random.nextInt();
      }
      try {
        READER.read(Kind.IMAGE, null, "", image);
        accepted++;
      } catch (InvalidAttachmentException refused) {
        assertThat(refused).hasMessageStartingWith(String.valueOf(refused.getMessage()));
      }
    }
    assertThat(accepted).isBetween(1, 19_999);
  }

  @Test
  void theHashIsOfWhatIsStored() throws InvalidAttachmentException {
    byte[] plain = TestMedia.png(3, 3);
    byte[] annotated = TestMedia.withChunk(plain, "tEXt", "Author\0Ada");

    assertThat(READER.read(Kind.IMAGE, null, "", annotated).description().sha256())
        .isEqualTo(READER.read(Kind.IMAGE, null, "", plain).description().sha256());
  }

  @Test
  void keepsMetadataIfConfigured() throws InvalidAttachmentException {
    AttachmentReader keeping = new AttachmentReader(new AttachmentPolicy(1, 1, 1, true));
    byte[] annotated = TestMedia.withChunk(TestMedia.png(3, 3), "tEXt", "Author\0Ada");

    assertThat(text(content(keeping.read(Kind.IMAGE, null, "", annotated)))).contains("Ada");
  }

  private static byte[] content(Attachment attachment) {
    return Objects.requireNonNull(attachment.content());
  }

  private static void assertRefused(ThrowingCallable call, @Nullable String reason) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidAttachmentException.class)
        .hasMessageContaining(reason);
  }
}
