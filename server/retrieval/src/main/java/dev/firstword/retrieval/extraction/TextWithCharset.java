package dev.firstword.retrieval.extraction;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text whose encoding is declared beside it, as in the {@code charset} of a content type. It is
 * stored in UTF-8, so that nobody has to know the label later.
 */
public final class TextWithCharset {

  private static final int BUFFER_LENGTH = 8 * 1024;

  private TextWithCharset() {}

  /**
   * Returns the text in UTF-8. It is returned as it is if the label is absent or not known, or if
   * the text shows its encoding. A byte order mark shows it, and so do characters that are valid
   * UTF-8.
   *
   * @param label the name of an encoding
   * @param maxBytes the maximum size of the result
   * @return empty if the result were larger
   */
  public static Optional<byte[]> toUtf8(byte[] content, @Nullable String label, int maxBytes) {
    Charset charset = label == null ? null : charset(label.strip().toLowerCase(Locale.ROOT));
    if (charset == null || charset.equals(UTF_8) || showsEncoding(content)) {
      return Optional.of(content);
    }
    Output size = new Output(new byte[0]);
    convert(content, charset, size);
    if (size.length > maxBytes) {
      return Optional.empty();
    }
    Output output = new Output(new byte[(int) size.length]);
    convert(content, charset, output);
    return Optional.of(output.bytes);
  }

  private static boolean showsEncoding(byte[] content) {
    return TextDecoder.hasMark(content) || isUtf8BeyondAscii(content);
  }

  /** Text in ASCII may be anything: ISO-2022-JP writes Japanese with it. */
  private static boolean isUtf8BeyondAscii(byte[] content) {
    boolean isAscii = true;
    for (byte each : content) {
      isAscii &= each >= 0;
    }
    if (isAscii) {
      return false;
    }
    CharsetDecoder decoder = UTF_8.newDecoder(); // Reports what is malformed.
    ByteBuffer input = ByteBuffer.wrap(content);
    CharBuffer characters = CharBuffer.allocate(BUFFER_LENGTH);
    CoderResult result;
    do {
      result = decoder.decode(input, characters, true);
      characters.clear();
    } while (result.isOverflow());
    return result.isUnderflow();
  }

  private static @Nullable Charset charset(String label) {
    return switch (label) {
      case "utf-16", "utf-16le" -> UTF_16LE; // As in browsers.
      case "utf-16be" -> UTF_16BE;
      default -> TextDecoder.charset(label);
    };
  }

  /** Converts piece by piece: a text needs twice its size as a string. */
  private static void convert(byte[] content, Charset charset, Output output) {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    ByteBuffer input = ByteBuffer.wrap(content);
    CharBuffer characters = CharBuffer.allocate(BUFFER_LENGTH);
    CoderResult result;
    do {
      result = decoder.decode(input, characters, true);
      output.add(characters);
    } while (result.isOverflow());
    do {
      result = decoder.flush(characters);
      output.add(characters);
    } while (result.isOverflow());
  }

  /** Counts bytes of UTF-8, and keeps those that fit. */
  private static final class Output {
    private final byte[] bytes;
    private long length;

    Output(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Takes all characters but the first half of one that is cut. */
    void add(CharBuffer characters) {
      characters.flip();
      int count = characters.length();
      boolean isCut = count > 0 && Character.isHighSurrogate(characters.charAt(count - 1));
      String piece = characters.subSequence(0, isCut ? count - 1 : count).toString();
      byte[] encoded = piece.getBytes(UTF_8);
      if (length + encoded.length <= bytes.length) {
        System.arraycopy(encoded, 0, bytes, (int) length, encoded.length);
      }
      length += encoded.length;
      characters.position(piece.length());
      characters.compact();
    }
  }
}
