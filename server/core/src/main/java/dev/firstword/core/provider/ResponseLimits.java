package dev.firstword.core.provider;

/**
 * Size limits of a provider's responses.
 *
 * @param maxEventBytes the data of one event; a token needs a few hundred bytes
 * @param maxAnswerBytes a whole answer on the wire, where a token takes about 150 bytes
 * @param maxErrorBytes how much is read of an error response
 */
public record ResponseLimits(int maxEventBytes, long maxAnswerBytes, int maxErrorBytes) {

  public static final ResponseLimits DEFAULTS =
      new ResponseLimits(256 * 1024, 64 * 1024 * 1024, 16 * 1024);

  public ResponseLimits {
    if (maxEventBytes < 1 || maxAnswerBytes < 1 || maxErrorBytes < 1) {
      throw new IllegalArgumentException("every limit must be positive");
    }
  }
}
