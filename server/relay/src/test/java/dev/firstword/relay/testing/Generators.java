package dev.firstword.relay.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.quicktheories.api.Pair;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.Generate;

/**
 * Generators that produce edge cases more often than chance would: the ends of a range, zero, empty
 * and full lists, characters with a special meaning, unpaired surrogates.
 *
 * <p>Each shrinks towards its simplest value: zero, few elements, the letter "a".
 */
public final class Generators {

  /** Maximum length of a list, text or array for which none is given. */
  private static final int MAX_SIZE = 255;

  /** Most sizes are at most this much above the minimum. */
  private static final int COMMON_SIZES = 32;

  /** A third of all numbers are this close to zero, which is unlikely in a wide range. */
  private static final int SMALL = 1_000;

  private static final Gen<String> CHARACTERS =
      Generate.frequency(
          Pair.of(10, Generate.range(' ', '~', 'a').map(Character::toString)),
          Pair.of(
              3,
              Generate.pick(
                  List.of(
                      " ", "\n", "\r", "\t", "\"", "\\", ":", "\0", "\u007F", "\u0085", "\u00A0",
                      "\u2028", "\u2029", "\uFEFF", "\uFFFD", "\uFFFF"))),
          Pair.of(
              4,
              Generate.range(Character.MIN_VALUE, Character.MAX_VALUE, 'a')
                  .map(Character::toString)),
          Pair.of(
              2,
              Generate.range(Character.MIN_SUPPLEMENTARY_CODE_POINT, Character.MAX_CODE_POINT)
                  .map(Character::toString)),
          Pair.of(
              1,
              Generate.range(Character.MIN_SURROGATE, Character.MAX_SURROGATE)
                  .map(Character::toString)));

  private static final List<String> EDGE_TEXTS =
      List.of("", "a", " ", "\n", "\0", "\uD83D", "\uDE00", "\uDE00\uD83D", "\uD83D\uDE00");

  private static final Gen<Integer> BYTES =
      Generate.frequency(
          Pair.of(3, Generate.range(Byte.MIN_VALUE, Byte.MAX_VALUE)),
          Pair.of(2, Generate.range(' ', '~', 'a')),
          Pair.of(1, Generate.pick(List.of(0, -1, (int) '\n', (int) '\r', (int) ':', (int) '"'))));

  private Generators() {}

  /** Integers of a range that includes both ends. */
  public static Gen<Integer> integers(int min, int max) {
    return longs(min, max).map(Long::intValue);
  }

  /** Any integer. */
  public static Gen<Integer> integers() {
    return integers(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Integers of a range that includes both ends. */
  public static Gen<Long> longs(long min, long max) {
    List<Long> edges =
        LongStream.of(min, min + 1, -1, 0, 1, max - 1, max)
            .filter(value -> min <= value && value <= max)
            .distinct()
            .boxed()
            .toList();
    long simplest = Math.clamp(0L, min, max);
    long least = Math.max(min, Math.max(simplest, Long.MIN_VALUE + SMALL) - SMALL);
    long most = Math.min(max, Math.min(simplest, Long.MAX_VALUE - SMALL) + SMALL);
    return Generate.frequency(
        Pair.of(6, Generate.longRange(min, max)),
        Pair.of(3, Generate.longRange(least, most)),
        Pair.of(1, Generate.pick(edges)));
  }

  /** Any integer of 64 bits. */
  public static Gen<Long> longs() {
    return longs(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Numbers of a range that includes both ends, in all magnitudes above its lower end. */
  public static Gen<Double> doubles(double min, double max) {
    Gen<Double> shares = Generate.longRange(0, 1L << 53).map(share -> share * 0x1.0p-53);
    Gen<Double> magnitudes = Generate.range(0, 40).map(halvings -> Math.scalb(1.0, -halvings));
    List<Double> edges =
        DoubleStream.of(min, max, 1)
            .filter(value -> min <= value && value <= max)
            .distinct()
            .boxed()
            .toList();
    return Generate.frequency(
        Pair.of(5, shares.map(share -> Math.min(max, min + share * (max - min)))),
        Pair.of(
            4,
            shares.zip(
                magnitudes,
                (share, magnitude) -> Math.min(max, min + share * magnitude * (max - min)))),
        Pair.of(1, Generate.pick(edges)));
  }

  /** Lists of 0 to 255 elements. */
  public static <T> Gen<List<T>> lists(Gen<T> elements) {
    return lists(elements, 0, MAX_SIZE);
  }

  /** Lists of a size within a range that includes both ends. */
  public static <T> Gen<List<T>> lists(Gen<T> elements, int minSize, int maxSize) {
    Gen<Integer> sizes = sizes(minSize, maxSize);
    Gen<List<T>> lists =
        source -> {
          int size = sizes.generate(source);
          List<T> list = new ArrayList<>(size);
          for (int i = 0; i < size; i++) {
            list.add(elements.generate(source));
          }
          return list;
        };
    return lists.describedAs(list -> list.stream().map(elements::asString).toList().toString());
  }

  /** Any text of 0 to 255 characters, which may hold unpaired surrogates. */
  public static Gen<String> texts() {
    return texts(0, MAX_SIZE);
  }

  /** Any text of a length within a range that includes both ends; unpaired surrogates included. */
  public static Gen<String> texts(int minLength, int maxLength) {
    List<String> edges =
        EDGE_TEXTS.stream()
            .filter(text -> minLength <= text.length() && text.length() <= maxLength)
            .toList();
    return withEdges(textsOf(CHARACTERS, minLength, maxLength), edges)
        .describedAs(text -> '"' + escaped(text) + '"');
  }

  /** Texts of some characters, of a length within a range that includes both ends. */
  public static Gen<String> textsOf(String characters, int minLength, int maxLength) {
    List<String> all = characters.chars().mapToObj(Character::toString).toList();
    return textsOf(Generate.pick(all), minLength, maxLength);
  }

  private static Gen<String> textsOf(Gen<String> pieces, int minLength, int maxLength) {
    Gen<Integer> lengths = sizes(minLength, maxLength);
    return source -> {
      int length = lengths.generate(source);
      StringBuilder text = new StringBuilder(length + 1);
      while (text.length() < length) {
        text.append(pieces.generate(source));
      }
      text.setLength(length); // Leaves the first half of a pair that does not fit.
      return text.toString();
    };
  }

  /** Any 0 to 255 bytes. */
  public static Gen<byte[]> byteArrays() {
    return lists(BYTES)
        .map(values -> {
          byte[] bytes = new byte[values.size()];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = values.get(i).byteValue();
          }
          return bytes;
        })
        .describedAs(Generators::describe);
  }

  /** One of these values; the first is the simplest. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <T> Gen<T> of(T... values) {
    return Generate.pick(Arrays.asList(values));
  }

  /** Bytes as a failed property shows them: as ISO 8859-1, with escapes for all but ASCII. */
  public static String describe(byte[] bytes) {
    return '"' + escaped(new String(bytes, ISO_8859_1)) + '"';
  }

  private static Gen<Integer> sizes(int min, int max) {
    List<Integer> edges =
        IntStream.of(min, min + 1, max).filter(size -> size <= max).distinct().boxed().toList();
    return Generate.frequency(
        Pair.of(8, Generate.range(min, Math.min(max, min + COMMON_SIZES))),
        Pair.of(2, Generate.range(min, max)),
        Pair.of(1, Generate.pick(edges)));
  }

  private static <T> Gen<T> withEdges(Gen<T> values, List<T> edges) {
    return edges.isEmpty()
        ? values
        : Generate.frequency(Pair.of(9, values), Pair.of(1, Generate.pick(edges)));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '"') {
        escaped.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        escaped.append(c);
      } else {
        escaped.append("\\u%04x".formatted((int) c));
      }
    }
    return escaped.toString();
  }
}
