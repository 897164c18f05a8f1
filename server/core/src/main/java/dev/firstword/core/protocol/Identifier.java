package dev.firstword.core.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Creates ids that can't be guessed and that sort by creation time. An id is a prefix for the type,
 * 48 bits of epoch milliseconds and 80 random bits, in Crockford's base 32 (the layout of a ULID).
 */
public final class Identifier {

  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int LENGTH = 26;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Identifier() {}

  /** Returns a new id such as {@code turn_01jd...}: the prefix, an underscore and 26 characters. */
  public static String create(String prefix, long epochMs) {
    byte[] random = new byte[10];
    RANDOM.nextBytes(random);
    char[] id = new char[LENGTH];
    for (int i = 0; i < 10; i++) {
      id[i] = ALPHABET[(int) (epochMs >>> (45 - 5 * i)) & 31];
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < 5; i++) {
      high = (high << 8) | (random[i] & 0xFF);
      low = (low << 8) | (random[5 + i] & 0xFF);
    }
    for (int i = 0; i < 8; i++) {
      id[10 + i] = ALPHABET[(int) (high >>> (35 - 5 * i)) & 31];
      id[18 + i] = ALPHABET[(int) (low >>> (35 - 5 * i)) & 31];
    }
    return prefix + '_' + new String(id);
  }

  /**
   * Returns the id that is always the same for these parts, and for no others. It looks like any
   * other, but does not sort by time.
   */
  public static String derive(String prefix, List<String> parts) {
    byte[] hash = hash(parts);
    char[] id = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      int bit = 5 * i;
      int twoBytes = ((hash[bit / 8] & 0xFF) << 8) | (hash[bit / 8 + 1] & 0xFF);
      id[i] = ALPHABET[(twoBytes >>> (11 - bit % 8)) & 31];
    }
    return prefix + '_' + new String(id);
  }

  /**
   * Returns when an id was created.
   *
   * @param id one that {@link #create} has returned
   */
  public static long epochMs(String id) {
    long epochMs = 0;
    int start = id.length() - LENGTH;
    for (int i = start; i < start + 10; i++) {
      epochMs = (epochMs << 5) | Arrays.binarySearch(ALPHABET, id.charAt(i));
    }
    return epochMs;
  }

  /** Whether a text has the form of the ids with this prefix. */
  public static boolean matches(String prefix, String text) {
    return text.length() == prefix.length() + 1 + LENGTH
        && text.startsWith(prefix + '_')
        && text.chars().skip(prefix.length() + 1).allMatch(Identifier::isDigit);
  }

  private static boolean isDigit(int character) {
    return Arrays.binarySearch(ALPHABET, (char) character) >= 0;
  }

  /** The same texts divided otherwise have another hash. */
  private static byte[] hash(List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
