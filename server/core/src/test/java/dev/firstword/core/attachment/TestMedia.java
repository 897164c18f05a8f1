package dev.firstword.core.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Images and files, some of them with what must not be in them. */
public final class TestMedia {

  private static final int PNG_HEADER = 33;
  private static final String GIF_FRAME = ",\0\0\0\0\1\0\1\0\0\2\2D\1\0";

  private TestMedia() {}

  /** Returns a picture as written by the platform. */
  public static byte[] png(int width, int height) {
    return write("png", width, height);
  }

  /** Returns a picture as written by the platform. */
  public static byte[] jpeg(int width, int height) {
    return write("jpg", width, height);
  }

  private static byte[] write(String format, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      image.setRGB(x, x % height, 0x336699 * x);
    }
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, format, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a PNG file with one more chunk after its header. */
  public static byte[] withChunk(byte[] png, String type, String data) {
    return insert(png, PNG_HEADER, bytes(chunk(type, data)));
  }

  /** Returns a PNG file whose header states another size, with a correct checksum. */
  public static byte[] withSize(byte[] png, long width, long height) {
    String header =
        bigEndian32(width) + bigEndian32(height) + text(Arrays.copyOfRange(png, 24, 29));
    byte[] changed = png.clone();
    byte[] chunk = bytes(chunk("IHDR", header));
    System.arraycopy(chunk, 0, changed, 8, chunk.length);
    return changed;
  }

  /** Returns a PNG file whose header states other colours. */
  public static byte[] withColours(byte[] png, int depth, int colourType) {
    String size = text(Arrays.copyOfRange(png, 16, 24));
    byte[] changed = png.clone();
    byte[] chunk = bytes(chunk("IHDR", size + (char) depth + (char) colourType + "\0\0\0"));
    System.arraycopy(chunk, 0, changed, 8, chunk.length);
    return changed;
  }

  /** Returns a PNG file with frames, which all refer to the same data. */
  public static byte[] withFrames(byte[] png, int width, int height, int frames) {
    String frame =
        "\0\0\0\0" + bigEndian32(width) + bigEndian32(height) + "\0".repeat(8) + "\0".repeat(6);
    byte[] animation = png;
    for (int i = 0; i < frames; i++) {
      animation = withChunk(animation, "fcTL", frame);
    }
    return animation;
  }

  private static String chunk(String type, String data) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes(type + data));
    return bigEndian32(data.length()) + type + data + bigEndian32(checksum.getValue());
  }

  /** Returns a JPEG file with one more segment before its others. */
  public static byte[] withSegment(byte[] jpeg, int marker, String data) {
    int length = data.length() + 2;
    String segment =
        "\u00ff" + (char) marker + (char) (length >> 8) + (char) (length & 0xff) + data;
    return insert(jpeg, 2, bytes(segment));
  }

  /** Returns EXIF data with an orientation and the name of a place. */
  public static String exif(int orientation, String place) {
    return "Exif\0\0II*\0\u0008\0\0\0\u0002\0"
        + "\u0012\1\3\0\1\0\0\0"
        + (char) orientation
        + "\0\0\0"
        + "\u000e\1\2\0"
        + (char) place.length()
        + "\0\0\0&\0\0\0"
        + "\0\0\0\0"
        + place;
  }

  /** Returns an animation of one pixel. */
  public static byte[] gif(int frames) {
    return gif("", frames);
  }

  /** Returns an animation of one pixel with more blocks before its frames. */
  public static byte[] gif(String blocks, int frames) {
    return bytes(
        "GIF89a\1\0\1\0\u0080\0\0\0\0\0\u00ff\u00ff\u00ff"
            + blocks
            + GIF_FRAME.repeat(frames)
            + ";");
  }

  /** Returns a frame of a GIF file with this much data. */
  public static String gifFrame(int width, int height, int bytes) {
    String block = "\u00ff" + "x".repeat(255);
    return ",\0\0\0\0"
        + littleEndian16(width)
        + littleEndian16(height)
        + "\0\u0002"
        + block.repeat(bytes / 256 + 1)
        + "\0";
  }

  /** Returns a still picture in the simple format. */
  public static byte[] webp(int width, int height) {
    return riff(riffChunk("VP8 ", vp8(width, height)));
  }

  /** Returns a still picture in the extended format, with more chunks. */
  public static byte[] webp(int flags, int width, int height, String type, String data) {
    return riff(
        riffChunk("VP8X", extendedHeader(flags, width, height))
            + riffChunk("VP8 ", vp8(width, height))
            + riffChunk(type, data));
  }

  /** Returns an animation. */
  public static byte[] animatedWebp(int width, int height, int frames) {
    return animatedWebp(width, height, frames, "", "");
  }

  /** Returns an animation with one more chunk in each frame. */
  public static byte[] animatedWebp(int width, int height, int frames, String type, String data) {
    String frame =
        riffChunk(
            "ANMF",
            "\0\0\0\0\0\0"
                + littleEndian24(width - 1)
                + littleEndian24(height - 1)
                + "\0\0\0\0"
                + riffChunk("VP8 ", vp8(width, height))
                + (type.isEmpty() ? "" : riffChunk(type, data)));
    return riff(
        riffChunk("VP8X", extendedHeader(2, width, height))
            + riffChunk("ANIM", "\0\0\0\0\0\0")
            + frame.repeat(frames));
  }

  private static String extendedHeader(int flags, int width, int height) {
    return (char) flags + "\0\0\0" + littleEndian24(width - 1) + littleEndian24(height - 1);
  }

  private static String vp8(int width, int height) {
    return "\u0010\0\0\u009d\1*" + littleEndian16(width) + littleEndian16(height) + "data";
  }

  private static String riffChunk(String type, String data) {
    return type + littleEndian32(data.length()) + data + (data.length() % 2 == 0 ? "" : "\0");
  }

  private static byte[] riff(String chunks) {
    return bytes("RIFF" + littleEndian32(chunks.length() + 4L) + "WEBP" + chunks);
  }

  /** Returns a document whose page objects are in the clear. */
  public static byte[] pdf(int pages) {
    return pdf("<< /Type /Page /Parent 2 0 R >>\n".repeat(pages), "");
  }

  /** Returns a document with these objects, and these entries in its trailer. */
  public static byte[] pdf(String objects, String trailer) {
    return bytes("%PDF-1.7\n" + objects + "trailer << /Root 1 0 R " + trailer + " >>\n%%EOF\n");
  }

  /** Returns an object stream, as newer programs write most objects. */
  public static String objectStream(String objects) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes(objects));
    deflater.finish();
    byte[] compressed = new byte[objects.length() + 100];
    int length = deflater.deflate(compressed);
    deflater.end();
    return "4 0 obj << /Type /ObjStm /N 3 /First 20 /Filter /FlateDecode /Length "
        + length
        + " >>\nstream\n"
        + text(Arrays.copyOf(compressed, length))
        + "\nendstream endobj\n";
  }

  /** Returns a text as bytes, one a character. */
  public static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** Returns bytes as a text, one character each. */
  public static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static byte[] insert(byte[] file, int position, byte[] added) {
    return bytes(
        text(Arrays.copyOf(file, position))
            + text(added)
            + text(Arrays.copyOfRange(file, position, file.length)));
  }

  private static String bigEndian32(long number) {
    return new StringBuilder(littleEndian32(number)).reverse().toString();
  }

  private static String littleEndian16(long number) {
    return littleEndian32(number).substring(0, 2);
  }

  private static String littleEndian24(long number) {
    return littleEndian32(number).substring(0, 3);
  }

  private static String littleEndian32(long number) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Integer.BYTES; i++) {
      text.append((char) ((number >> (8 * i)) & 0xff));
    }
    return text.toString();
  }
}
