package dev.firstword.simulator.prompt;

/**
 * Counts tokens without a tokenizer: one token for every four bytes of UTF-8, rounded up.
 *
 * <p>English comes to about four characters per token, Cyrillic to two, Chinese to four thirds.
 * This is close enough to real tokenizers for latency and prices, and easy to compute by hand.
 */
public final class TokenCounter {
  public static final int BYTES_PER_TOKEN = 4;

  private TokenCounter() {}

  public static int count(String text) {
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
