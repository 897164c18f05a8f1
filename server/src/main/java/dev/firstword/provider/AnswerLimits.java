package dev.firstword.provider;

/**
 * How much of a provider's answer is borne.
 *
 * @param eventBytes the data of one event; a token needs a few hundred bytes
 * @param answerBytes a whole answer as it comes over the wire, where a token is about 150 bytes
 * @param refusalBytes as much as is read of a response that is not an answer
 */
public record AnswerLimits(int eventBytes, long answerBytes, int refusalBytes) {

  public static final AnswerLimits DEFAULTS =
      new AnswerLimits(256 * 1024, 64 * 1024 * 1024, 16 * 1024);

  public AnswerLimits {
    if (eventBytes < 1 || answerBytes < 1 || refusalBytes < 1) {
      throw new IllegalArgumentException("every limit must be positive");
    }
  }
}
