package dev.firstword.core.profile;

import java.util.List;

/**
 * What a profile's answers consist of, and what is shown before they are complete.
 *
 * @param form the form that users fill in instead of writing a message
 * @param sections the headings of a structured answer, in order; empty if it has none
 * @param expectedLength the assumed answer length, until measured
 * @param summaryMinTokens answers expected to be at least this long get a quick summary, unless the
 *     request says otherwise
 * @param thinking what readers see of the model's thoughts
 * @param output what is asked of the output
 * @param tools the limits of tool calls
 * @param followUp what pages do with a message that is sent during an answer
 */
public record AnswerPolicy(
    Form form,
    List<String> sections,
    ExpectedLength expectedLength,
    int summaryMinTokens,
    ThinkingDisplay thinking,
    OutputPolicy output,
    ToolPolicy tools,
    FollowUp followUp) {

  /** The policy of a profile that specifies none. */
  public static final AnswerPolicy DEFAULT =
      new AnswerPolicy(
          Form.NONE,
          List.of(),
          new ExpectedLength(300, 1_500),
          500,
          ThinkingDisplay.HEADLINE,
          ToolPolicy.DEFAULT);

  public AnswerPolicy {
    sections = List.copyOf(sections);
  }

  /** Creates a policy that leaves the output to the model and to the requests. */
  public AnswerPolicy(
      Form form,
      List<String> sections,
      ExpectedLength expectedLength,
      int summaryMinTokens,
      ThinkingDisplay thinking,
      ToolPolicy tools) {
    this(form, sections, expectedLength, summaryMinTokens, thinking, OutputPolicy.DEFAULT, tools);
  }

  /** Creates a policy in which a message that is sent during an answer waits for its end. */
  public AnswerPolicy(
      Form form,
      List<String> sections,
      ExpectedLength expectedLength,
      int summaryMinTokens,
      ThinkingDisplay thinking,
      OutputPolicy output,
      ToolPolicy tools) {
    this(form, sections, expectedLength, summaryMinTokens, thinking, output, tools, FollowUp.QUEUE);
  }

  /** What pages do with a message that is sent during an answer. */
  public enum FollowUp {
    /** It waits for the end of the answer. */
    QUEUE,
    /** It stops the answer, and follows it. */
    INTERRUPT
  }

  /**
   * What readers see of the model's thoughts. That it thinks, and for how long, is always shown.
   */
  public enum ThinkingDisplay {
    /** Nothing of what it thinks. */
    NONE,
    /** What the current part of the thought is about, in a few words. */
    HEADLINE,
    /** The headlines, and the text as the provider sends it. */
    FULL
  }

  /**
   * The expected length of answers in tokens.
   *
   * @param p50 half of the answers are at most this long
   * @param p99 99 of 100 answers are at most this long
   */
  public record ExpectedLength(int p50, int p99) {

    public ExpectedLength {
      if (p50 < 1 || p99 <= p50) {
        throw new IllegalArgumentException("p99 must be more than p50, and both at least 1");
      }
    }
  }
}
