package dev.firstword.retrieval.extraction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_32BE;
import static java.nio.charset.StandardCharsets.UTF_32LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.core.retrieval.RetrievalException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decodes text. The encoding is that of the byte order mark, else the one that the page declares,
 * else UTF-8, or Windows-1252 if the result looks like a Western language. Valid UTF-8 comes before
 * what a page declares: other text is hardly ever valid UTF-8 by accident.
 */
final class TextDecoder {

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  /** UTF-32 comes first: its mark begins with that of UTF-16. */
  private static final List<Charset> MARKED =
      List.of(UTF_32LE, UTF_32BE, UTF_8, UTF_16LE, UTF_16BE);

  private static final String MARK = "\uFEFF";

  /** Where browsers look for a declaration, and some more for long comments before it. */
  private static final int DECLARATION_BYTES = 4 * 1024;

  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern DECLARATION =
      Pattern.compile(
          "<meta[^>]*?\\bcharset\\s*=\\s*[\"']?\\s*([\\w:.()-]+)"
              + "|^\\s*<\\?xml[^>]*?\\bencoding\\s*=\\s*[\"']([\\w:.-]+)",
          Pattern.CASE_INSENSITIVE);

  /** Of the bytes of text in a Western language; others have far more outside of ASCII. */
  private static final double MAX_ACCENTED = 0.4;

  private TextDecoder() {}

  /** Decodes plain text; refuses what is not text. */
  static String decode(byte[] content) {
    return decode(content, null);
  }

  /** Decodes a page, which may declare its encoding; refuses what is not text. */
  static String decodeHtml(byte[] content) {
    return decode(content, declared(content));
  }

  private static String decode(byte[] content, @Nullable Charset declared) {
    for (Charset charset : MARKED) {
      byte[] mark = MARK.getBytes(charset);
      if (startsWith(content, mark)) {
        return readable(new String(content, mark.length, content.length - mark.length, charset));
      }
    }
    Charset wide = guessWide(content);
    if (wide != null) {
      return readable(new String(content, wide));
    }
    Utf8Text utf8 = Utf8Text.of(content);
    if (utf8.errors == 0 && (utf8.others > 0 || declared == null)) {
      return readable(utf8.text);
    }
    if (declared != null && !declared.equals(UTF_8)) {
      return readable(new String(content, declared));
    }
    if (utf8.errors <= utf8.others / 10) { // Cut or damaged.
      return readable(utf8.text);
    }
    if (looksWestern(content)) {
      return readable(new String(content, WINDOWS_1252));
    }
    throw unreadable();
  }

  /** Whether the content begins with a byte order mark. */
  static boolean hasMark(byte[] content) {
    return MARKED.stream().anyMatch(charset -> startsWith(content, MARK.getBytes(charset)));
  }

  private static String readable(String text) {
    if (TextQuality.isUnreadable(text)) {
      throw unreadable();
    }
    return text;
  }

  private static RetrievalException unreadable() {
    return new RetrievalException(
        "The document isn't text in a known encoding. Text in UTF-8 can be read.");
  }

  private static boolean startsWith(byte[] content, byte[] mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= content.length || content[i] != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** UTF-16 and UTF-32 without a mark: most characters of most texts have their zeros there. */
  private static @Nullable Charset guessWide(byte[] content) {
    int sample = Math.min(content.length, DECLARATION_BYTES) & ~3;
    int[] zeros = new int[4];
    for (int i = 0; i < sample; i++) {
      zeros[i & 3] += content[i] == 0 ? 1 : 0;
    }
    int many = sample / 4 / 2;
    int few = sample / 4 / 10;
    boolean[] isZero = new boolean[4];
    for (int i = 0; i < 4; i++) {
      if (sample == 0 || (zeros[i] <= many && zeros[i] > few)) {
        return null;
      }
      isZero[i] = zeros[i] > many;
    }
    return switch ((isZero[0] ? "0" : "x")
        + (isZero[1] ? "0" : "x")
        + (isZero[2] ? "0" : "x")
        + (isZero[3] ? "0" : "x")) {
      case "x0x0" -> UTF_16LE;
      case "0x0x" -> UTF_16BE;
      case "x000" -> UTF_32LE;
      case "000x" -> UTF_32BE;
      default -> null;
    };
  }

  /**
   * Bytes decoded as UTF-8, with the number of invalid sequences and of characters not in ASCII.
   */
  private record Utf8Text(String text, int errors, int others) {

    static Utf8Text of(byte[] content) {
      String text = new String(content, UTF_8);
      int replacements = 0;
      int others = 0;
      for (int i = 0; i < text.length(); i++) {
        replacements += text.charAt(i) == TextNormalizer.REPLACEMENT ? 1 : 0;
        others += text.charAt(i) > '~' ? 1 : 0;
      }
      int errors = replacements - (replacements == 0 ? 0 : countReplacements(content));
      return new Utf8Text(text, errors, others - errors);
    }

    /** The replacement characters that are in the content itself. */
    private static int countReplacements(byte[] content) {
      int count = 0;
      for (int i = 0; i + 2 < content.length; i++) {
        count +=
            content[i] == (byte) 0xEF
                    && content[i + 1] == (byte) 0xBF
                    && content[i + 2] == (byte) 0xBD
                ? 1
                : 0;
      }
      return count;
    }
  }

  private static boolean looksWestern(byte[] content) {
    int accented = 0;
    for (byte one : content) {
      if (one < 0) {
        accented++;
        switch (one & 0xFF) {
          case 0x81, 0x8D, 0x8F, 0x90, 0x9D -> {
            return false; // Not in this encoding.
          }
          default -> {
            // A letter or a sign.
          }
        }
      }
    }
    return accented <= MAX_ACCENTED * content.length;
  }

  /** The encoding that a page declares; null if it declares none, or one that is not known. */
  private static @Nullable Charset declared(byte[] content) {
    String start = new String(content, 0, Math.min(content.length, DECLARATION_BYTES), ISO_8859_1);
    Matcher matcher = DECLARATION.matcher(COMMENT.matcher(start).replaceAll(""));
    if (!matcher.find()) {
      return null;
    }
    String label = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return charset(label.toLowerCase(Locale.ROOT));
  }

  /**
   * The encoding that browsers use for a label, by the WHATWG Encoding Standard; null if it is not
   * known.
   */
  static @Nullable Charset charset(String label) {
    try {
      return knownCharset(label);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      return null;
    }
  }

  private static Charset knownCharset(String label) {
    return switch (label) {
      case "iso-8859-1", "iso8859-1", "latin1", "l1", "ascii", "us-ascii" -> WINDOWS_1252;
      case "utf-16", "utf-16le", "utf-16be" -> UTF_8; // Or else this could not be read.
      case "gb2312", "gbk", "x-gbk" -> Charset.forName("GB18030");
      case "shift_jis", "shift-jis", "sjis", "x-sjis" -> Charset.forName("windows-31j");
      case "ks_c_5601-1987", "euc-kr" -> Charset.forName("EUC-KR");
      default -> Charset.forName(label);
    };
  }
}
