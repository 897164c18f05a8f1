package dev.firstword.profile;

import java.util.List;

/**
 * What a profile's answers consist of, and what is told of them before they are whole.
 *
 * @param form what people fill in instead of writing a message
 * @param sections the headings of a structured answer, in order; empty where it has none
 * @param length how long answers are, as assumed before any was measured
 * @param summaryFromTokens an answer that is expected to be at least so long gets a quick summary,
 *     unless the request says otherwise
 */
public record Answering(
    Form form, List<String> sections, ExpectedLength length, int summaryFromTokens) {

  /** Of a profile that says nothing else. */
  public static final Answering PLAIN =
      new Answering(Form.NONE, List.of(), new ExpectedLength(300, 1_500), 500);

  public Answering {
    sections = List.copyOf(sections);
  }

  /**
   * The length of answers in tokens.
   *
   * @param p50 half of all stay within this
   * @param p99 99 of 100 do
   */
  public record ExpectedLength(int p50, int p99) {

    public ExpectedLength {
      if (p50 < 1 || p99 <= p50) {
        throw new IllegalArgumentException("p99 must be more than p50, and both at least 1");
      }
    }
  }
}
