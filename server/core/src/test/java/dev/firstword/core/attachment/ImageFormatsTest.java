package dev.firstword.core.attachment;

import static dev.firstword.core.attachment.TestMedia.bytes;
import static dev.firstword.core.attachment.TestMedia.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of each format, what is removed from it, and which lies are refused. */
final class ImageFormatsTest {

  private static final String PLACE = "54.1,7.9 Helgoland";

  @Test
  void readsTheSizeOfEachFormat() throws InvalidAttachmentException {
    assertThat(png(TestMedia.png(30, 20))).matches(image -> isSize(image, 30, 20));
    assertThat(jpeg(TestMedia.jpeg(30, 20))).matches(image -> isSize(image, 30, 20));
    assertThat(gif(TestMedia.gif(1))).matches(image -> isSize(image, 1, 1));
    assertThat(webp(TestMedia.webp(30, 20))).matches(image -> isSize(image, 30, 20));
    assertThat(webp(TestMedia.animatedWebp(30, 20, 3))).matches(image -> isSize(image, 30, 20));
  }

  private static boolean isSize(ImageDetails image, int width, int height) {
    return image.width() == width && image.height() == height;
  }

  @ParameterizedTest
  @CsvSource({"8001, 1", "1, 8001", "7000, 7000", "4294967295, 4294967295"})
  void refusesAFewKilobytesThatDecodeToGigapixels(long width, long height) {
    byte[] bomb = TestMedia.withSize(TestMedia.png(3, 3), width, height);

    assertRefused(() -> png(bomb), "pixels; at most 8000 on a side and 40 million in all");
  }

  @Test
  void refusesASizeThatTheDataCannotHave() {
    assertRefused(
        () -> png(TestMedia.withSize(TestMedia.png(3, 3), 6_000, 6_000)), "too little data");
  }

  /** A depth of zero would make any data long enough. */
  @ParameterizedTest
  @CsvSource({"0, 2", "3, 0", "4, 2", "16, 3", "1, 6", "8, 5"})
  void refusesColoursThatNoPngHas(int depth, int colourType) {
    byte[] image = TestMedia.withColours(TestMedia.png(3, 3), depth, colourType);

    assertRefused(() -> png(image), "unknown colour type");
  }

  @Test
  void refusesAHeaderThatWasChanged() {
    byte[] image = TestMedia.png(30, 20);
    image[19] = 3;

    assertRefused(() -> png(image), "is damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tEXt", "iTXt", "zTXt", "eXIf", "tIME", "caBX", "dSIG", "prVt"})
  void removesTextAndPlacesFromPng(String type) throws InvalidAttachmentException {
    byte[] plain = TestMedia.png(30, 20);

    assertThat(png(TestMedia.withChunk(plain, type, PLACE)).content()).isEqualTo(plain);
  }

  @Test
  void dropsWhatFollowsTheEnd() throws InvalidAttachmentException {
    assertThat(text(png(append(TestMedia.png(3, 3), PLACE)).content())).doesNotContain(PLACE);
    assertThat(text(jpeg(append(TestMedia.jpeg(3, 3), PLACE)).content())).doesNotContain(PLACE);
    assertThat(text(gif(append(TestMedia.gif(1), PLACE)).content())).doesNotContain(PLACE);
    assertThat(text(webp(append(TestMedia.webp(3, 3), PLACE)).content())).doesNotContain(PLACE);
  }

  private static byte[] append(byte[] file, String text) {
    return bytes(text(file) + text);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xe1, 0xed, 0xe2, 0xec, 0xeb, 0xee, 0xef, 0xe0, 0xf0, 0xc8, 0xfe})
  void removesMetadataFromJpeg(int marker) throws InvalidAttachmentException {
    byte[] plain = TestMedia.jpeg(30, 20);

    byte[] content = jpeg(TestMedia.withSegment(plain, marker, PLACE)).content();

    assertThat(content).isEqualTo(plain);
  }

  /** It may show what was cut off from the large one. */
  @Test
  void removesTheSmallPictureFromAJpeg() throws InvalidAttachmentException {
    String fields = "JFIF\0\1\2\0\0\1\0\1";
    byte[] plain = TestMedia.withSegment(TestMedia.jpeg(3, 3), 0xe0, fields + "\0\0");
    byte[] image = TestMedia.withSegment(TestMedia.jpeg(3, 3), 0xe0, fields + "\2\3" + PLACE);

    assertThat(jpeg(image).content()).isEqualTo(jpeg(plain).content()).isEqualTo(plain);
  }

  @Test
  void keepsOfAnAdobeSegmentWhatSaysHowColoursAreCoded() throws InvalidAttachmentException {
    String fields = "Adobe\0d\0\0\0\0\1";
    byte[] plain = TestMedia.withSegment(TestMedia.jpeg(3, 3), 0xee, fields);
    byte[] image = TestMedia.withSegment(TestMedia.jpeg(3, 3), 0xee, fields + PLACE);

    assertThat(jpeg(image).content()).isEqualTo(plain);
  }

  @Test
  void keepsTheColourProfileOfAJpeg() throws InvalidAttachmentException {
    byte[] image = TestMedia.withSegment(TestMedia.jpeg(3, 3), 0xe2, "ICC_PROFILE\0\1\1data");

    assertThat(jpeg(image).content()).isEqualTo(image);
  }

  @Test
  void keepsWhichSideOfAJpegIsUp() throws InvalidAttachmentException, IOException {
    byte[] image = TestMedia.withSegment(TestMedia.jpeg(30, 20), 0xe1, TestMedia.exif(6, PLACE));

    byte[] content = jpeg(image).content();

    assertThat(text(content)).doesNotContain(PLACE);
    ByteReader reader = new ByteReader(content);
    assertThat(ExifOrientation.isExif(reader, 2)).isTrue();
    assertThat(ExifOrientation.read(reader, 2, 2 + 2 + reader.bigEndian16(4))).isEqualTo(6);
    assertThat(Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(content))).getWidth())
        .isEqualTo(30);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9})
  void anUprightPictureNeedsNoOrientation(int orientation) throws InvalidAttachmentException {
    byte[] plain = TestMedia.jpeg(30, 20);

    byte[] image = TestMedia.withSegment(plain, 0xe1, TestMedia.exif(orientation, PLACE));

    assertThat(jpeg(image).content()).isEqualTo(plain);
  }

  @Test
  void aJpegWithDamagedExifIsWhole() throws InvalidAttachmentException {
    byte[] plain = TestMedia.jpeg(30, 20);
    String damaged = "Exif\0\0II*\0\u00ff\u00ff\u00ff\u007f";

    assertThat(jpeg(TestMedia.withSegment(plain, 0xe1, damaged)).content()).isEqualTo(plain);
  }

  @Test
  void refusesAJpegThatStatesTwoSizes() {
    String second = "\u0008\0\u0001\0\u0001\u0001\u0001\u0011\0";

    assertRefused(
        () -> jpeg(TestMedia.withSegment(TestMedia.jpeg(3, 3), 0xc0, second)), "more than once");
  }

  @Test
  void refusesAnimationsOfTooManyFrames() throws InvalidAttachmentException {
    assertThat(gif(TestMedia.gif(100)).width()).isEqualTo(1);
    assertRefused(() -> gif(TestMedia.gif(101)), "animation of more than 100 frames");
    assertThat(webp(TestMedia.animatedWebp(3, 3, 100)).width()).isEqualTo(3);
    assertRefused(
        () -> webp(TestMedia.animatedWebp(3, 3, 101)), "animation of more than 100 frames");
    assertRefused(
        () -> png(TestMedia.withChunk(TestMedia.png(3, 3), "acTL", "\0\0\0e\0\0\0\0")),
        "animation of more than 100 frames");
  }

  /** A hundred frames of the largest size are a few kilobytes, and four gigapixels. */
  @Test
  void refusesAnimationsThatDecodeToGigapixels() throws InvalidAttachmentException {
    assertThat(webp(TestMedia.animatedWebp(5_000, 5_000, 10)).width()).isEqualTo(5_000);
    assertRefused(
        () -> webp(TestMedia.animatedWebp(5_000, 5_000, 11)), "more than 250 million pixels");
    String frame = TestMedia.gifFrame(5_000, 5_000, 10_000);
    assertThat(gif(TestMedia.gif(frame.repeat(10), 0)).width()).isEqualTo(5_000);
    assertRefused(() -> gif(TestMedia.gif(frame.repeat(11), 0)), "more than 250 million pixels");
    assertRefused(
        () ->
            png(
                TestMedia.withFrames(
                    TestMedia.withSize(TestMedia.png(3, 3), 5_000, 5_000), 5_000, 5_000, 11)),
        "more than 250 million pixels");
  }

  @Test
  void refusesAGifFrameThatItsDataCannotFill() {
    assertRefused(
        () -> gif(TestMedia.gif(TestMedia.gifFrame(5_000, 5_000, 5_000), 0)), "too little data");
  }

  @Test
  void refusesAFrameOfAPngOutsideOfItsSize() {
    assertRefused(
        () -> png(TestMedia.withFrames(TestMedia.png(3, 3), 4, 3, 1)), "outside of the size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!\u00ff\u000bXMP DataXMP", "!\u00ff\u000bC2PA_GIF\1\0\0", "!\u00aa"})
  void removesWhatProgramsAddToAGif(String extension) throws InvalidAttachmentException {
    byte[] content = gif(TestMedia.gif(extension + "\u0012" + PLACE + "\0", 2)).content();

    assertThat(content).isEqualTo(TestMedia.gif(2));
  }

  @Test
  void removesCommentsFromGif() throws InvalidAttachmentException {
    String repeat = "!\u00ff\u000bNETSCAPE2.0\u0003\1\0\0\0";
    String comment = "!\u00fe\u0012" + PLACE + "\0";

    byte[] content = gif(TestMedia.gif(repeat + comment, 2)).content();

    assertThat(content).isEqualTo(TestMedia.gif(repeat, 2));
  }

  @Test
  void refusesAGifFrameBeyondTheLimit() {
    byte[] image = TestMedia.gif(1);
    int width = image.length - 11;
    image[width] = (byte) 0xff;
    image[width + 1] = (byte) 0xff;

    assertRefused(() -> gif(image), "pixels; at most");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EXIF", "XMP ", "C2PA", "abcd"})
  void removesMetadataFromWebp(String type) throws InvalidAttachmentException {
    byte[] image = TestMedia.webp(0x08 | 0x04 | 0x20, 30, 20, type, PLACE);

    byte[] content = webp(image).content();

    assertThat(text(content)).doesNotContain(PLACE).doesNotContain(type);
    assertThat(content[20]).as("the flags").isEqualTo((byte) 0x20);
    assertThat(webp(content).content()).as("a whole file").isEqualTo(content);
  }

  @Test
  void removesMetadataFromTheFramesOfAWebp() throws InvalidAttachmentException {
    byte[] plain = TestMedia.animatedWebp(30, 20, 2);
    byte[] image = TestMedia.animatedWebp(30, 20, 2, "EXIF", PLACE);

    assertThat(text(image)).contains(PLACE);
    assertThat(webp(image).content()).isEqualTo(plain);
  }

  @Test
  void refusesAWebpFrameWhosePictureIsLarger() {
    byte[] image = TestMedia.animatedWebp(30, 20, 1);
    int width = text(image).indexOf("\u009d\1*") + 3;
    image[width + 1] = 0x3f;

    assertRefused(() -> webp(image), "states two different sizes");
  }

  @Test
  void refusesAWebpWhoseHeaderComesLate() {
    byte[] image = TestMedia.webp(0, 30, 20, "VP8X", "\0\0\0\0\1\0\0\1\0\0");

    assertRefused(() -> webp(image), "is damaged");
  }

  @Test
  void refusesAWebpThatStatesTwoSizes() {
    byte[] image = TestMedia.webp(0, 30, 20, "ALPH", "x");
    image[24] = 7;

    assertRefused(() -> webp(image), "states two different sizes");
  }

  @Test
  void refusesAWebpFrameOutsideOfItsSize() {
    byte[] image = TestMedia.animatedWebp(3, 3, 1);
    image[24] = 1;

    assertRefused(() -> webp(image), "outside of the size");
  }

  @Test
  void refusesImagesWithoutAPicture() {
    assertRefused(() -> gif(TestMedia.gif(0)), "no picture");
    assertRefused(() -> webp(bytes("RIFF\4\0\0\0WEBP")), "no picture");
  }

  private static ImageDetails png(byte[] content) throws InvalidAttachmentException {
    return PngImage.read(new ByteReader(content), false);
  }

  private static ImageDetails jpeg(byte[] content) throws InvalidAttachmentException {
    return JpegImage.read(new ByteReader(content), false);
  }

  private static ImageDetails gif(byte[] content) throws InvalidAttachmentException {
    return GifImage.read(new ByteReader(content), false);
  }

  private static ImageDetails webp(byte[] content) throws InvalidAttachmentException {
    return WebpImage.read(new ByteReader(content), false);
  }

  private static void assertRefused(ThrowingCallable call, String reason) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidAttachmentException.class)
        .hasMessageContaining(reason);
  }
}
