package dev.firstword.simulator.prompt;

/**
 * A deterministic stand-in for a tokenizer: one token for every four bytes of UTF-8, rounded up.
 *
 * <p>English comes to about four characters a token, Cyrillic to two, Chinese to four thirds, which
 * is near enough to real tokenizers for latency and prices, and can be worked out in one's head.
 */
public final class TokenCount {
  public static final int BYTES_PER_TOKEN = 4;

  private TokenCount() {}

  public static int of(String text) {
    return Math.ceilDiv(utf8Length(text), BYTES_PER_TOKEN);
  }

  private static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit < 0x80) {
        bytes += 1;
      } else if (unit < 0x800 || Character.isSurrogate(unit)) {
        bytes += 2;
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }
}
