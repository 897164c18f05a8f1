package dev.firstword.testing.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes bytes at random: what is flipped, cut, repeated, swapped, or replaced by extremes. */
public final class Mutator {

  private static final int MAX_CHANGES = 6;

  /** Most repetitions are few; many of them show what is not bounded. */
  private static final int[] REPETITIONS = {2, 3, 10, 100, 5_000};

  private static final int[] BYTES = {0, 1, '\t', '\n', '\r', ' ', '"', '\\', '{', '[', 0x7F, 0xFF};

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "-0",
          "1e400",
          "0.1",
          "255",
          "65536",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775808",
          "99999999999999999999",
          "NaN",
          "0x10",
          "1.7976931348623157e308");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Random random;
  private final int maxLength;

  /**
   * Creates a mutator.
   *
   * @param maxLength the maximum length of what it returns, in bytes
   */
  public Mutator(Random random, int maxLength) {
    this.random = random;
    this.maxLength = maxLength;
  }

  /** Returns a copy with a few random changes. */
  public byte[] mutate(byte[] content) {
    byte[] changed = content;
    int changes = 1 + random.nextInt(MAX_CHANGES);
    for (int i = 0; i < changes; i++) {
      byte[] next = change(changed);
      changed = next.length > maxLength ? Arrays.copyOf(next, maxLength) : next;
    }
    return changed;
  }

  private byte[] change(byte[] content) {
    if (content.length == 0) {
      return new byte[] {(byte) pick()};
    }
    int from = random.nextInt(content.length);
    int to = Math.min(content.length, from + length());
    return switch (random.nextInt(9)) {
      case 0 -> flipBit(content, from);
      case 1 -> set(content, from);
      case 2 -> join(content, from, to, new byte[0]);
      case 3 -> join(content, from, from, randomBytes(length()));
      case 4 -> join(content, from, to, repeat(content, from, to));
      case 5 ->
          join(content, from, to, Arrays.copyOfRange(content, other(content), content.length));
      case 6 -> swap(content, from, to);
      case 7 -> Arrays.copyOf(content, from);
      default -> replaceNumber(content, from);
    };
  }

  /** Short ranges are likelier, but any is possible. */
  private int length() {
    return 1 + (int) Math.min(maxLength, Math.pow(2, random.nextDouble() * 14));
  }

  private int pick() {
    return BYTES[random.nextInt(BYTES.length)];
  }

  private int other(byte[] content) {
    return Math.max(random.nextInt(content.length), content.length - length());
  }

  private byte[] flipBit(byte[] content, int at) {
    byte[] changed = content.clone();
    changed[at] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }

  private byte[] set(byte[] content, int at) {
    byte[] changed = content.clone();
    changed[at] = (byte) pick();
    return changed;
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[Math.min(count, 64)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] repeat(byte[] content, int from, int to) {
    int times = REPETITIONS[random.nextInt(REPETITIONS.length)];
    int fitting = Math.max(1, (maxLength - content.length) / (to - from));
    ByteArrayOutputStream repeated = new ByteArrayOutputStream();
    for (int i = 0; i < Math.min(times, fitting); i++) {
      repeated.write(content, from, to - from);
    }
    return repeated.toByteArray();
  }

  private byte[] swap(byte[] content, int from, int to) {
    int other = random.nextInt(content.length);
    int length = Math.min(to - from, content.length - other);
    byte[] changed = content.clone();
    System.arraycopy(content, from, changed, other, Math.min(length, content.length - from));
    System.arraycopy(content, other, changed, from, Math.min(length, content.length - from));
    return changed;
  }

  /** Replaces one of the next numbers. */
  private byte[] replaceNumber(byte[] content, int from) {
    Matcher matcher =
        NUMBER.matcher(
            new String(content, from, Math.min(content.length - from, 4_096), ISO_8859_1));
    List<MatchResult> numbers = matcher.results().limit(10).toList();
    if (numbers.isEmpty()) {
      return set(content, from);
    }
    MatchResult number = numbers.get(random.nextInt(numbers.size()));
    byte[] extreme = NUMBERS.get(random.nextInt(NUMBERS.size())).getBytes(ISO_8859_1);
    return join(content, from + number.start(), from + number.end(), extreme);
  }

  /** The content with a range replaced. */
  private static byte[] join(byte[] content, int from, int to, byte[] between) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(content.length + between.length);
    joined.write(content, 0, from);
    joined.writeBytes(between);
    joined.write(content, to, content.length - to);
    return joined.toByteArray();
  }
}
