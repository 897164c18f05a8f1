package dev.firstword.core.protocol;

import java.security.SecureRandom;

/**
 * Creates ids that can't be guessed and that sort by creation time. An id is a prefix for the type,
 * 48 bits of epoch milliseconds and 80 random bits, in Crockford's base 32 (the layout of a ULID).
 */
public final class Identifier {

  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final SecureRandom RANDOM = new SecureRandom();

  private Identifier() {}

  /** Returns a new id such as {@code turn_01jd...}: the prefix, an underscore and 26 characters. */
  public static String create(String prefix, long epochMs) {
    byte[] random = new byte[10];
    RANDOM.nextBytes(random);
    char[] id = new char[26];
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
}
