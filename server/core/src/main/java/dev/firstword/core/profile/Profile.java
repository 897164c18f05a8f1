package dev.firstword.core.profile;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named product profile: the instructions, wording, models and limits of one kind of turn.
 *
 * @param name the name used in requests
 * @param title the name shown to users
 * @param system the instructions at the start of every prompt
 * @param allowsSystemOverride whether a request may bring its own {@code system}
 * @param model the model that is always used; absent: the router chooses
 * @param maxTokens the longest answer, in the model's tokens, unless a request says otherwise
 * @param historyTokens how much of the conversation a prompt may include, in estimated tokens
 * @param labels the product's wording by phase name; {@code search.failed} and the like apply to a
 *     phase that degraded or failed, and {@code tool.NAME} to a tool
 * @param answerPolicy what answers consist of
 */
public record Profile(
    String name,
    String title,
    String system,
    boolean allowsSystemOverride,
    @Nullable String model,
    int maxTokens,
    int historyTokens,
    Map<String, String> labels,
    ModelPolicy modelPolicy,
    PreparationPolicy preparationPolicy,
    NoticeAfter noticeAfter,
    Timeouts timeouts,
    AnswerPolicy answerPolicy) {

  public Profile {
    labels = Map.copyOf(labels);
  }

  /** Creates a profile with plain answers from any model. */
  public Profile(
      String name,
      String title,
      String system,
      boolean allowsSystemOverride,
      @Nullable String model,
      int maxTokens,
      int historyTokens,
      Map<String, String> labels,
      PreparationPolicy preparationPolicy,
      NoticeAfter noticeAfter,
      Timeouts timeouts) {
    this(
        name,
        title,
        system,
        allowsSystemOverride,
        model,
        maxTokens,
        historyTokens,
        labels,
        ModelPolicy.ANY_MODEL,
        preparationPolicy,
        noticeAfter,
        timeouts,
        AnswerPolicy.DEFAULT);
  }

  /** Returns a copy with another model policy. */
  public Profile withModelPolicy(ModelPolicy newModelPolicy) {
    return new Profile(
        name,
        title,
        system,
        allowsSystemOverride,
        model,
        maxTokens,
        historyTokens,
        labels,
        newModelPolicy,
        preparationPolicy,
        noticeAfter,
        timeouts,
        answerPolicy);
  }

  /** Returns the limits of tool calls. */
  public ToolPolicy toolPolicy() {
    return answerPolicy.tools();
  }

  /** The longest answer that a request may ask for. */
  public int maxTokensLimit() {
    Integer limit = answerPolicy.output().maxTokensLimit();
    return limit == null ? maxTokens : limit;
  }

  /** Returns the product's label of a phase, or its name if there is none. */
  public String label(String phase) {
    return labels.getOrDefault(phase, phase);
  }

  /**
   * Returns the product's label of a phase in this state, or the label of the phase if there is
   * none.
   */
  public String label(String phase, String state) {
    String label = labels.get(phase + "." + state);
    return label == null ? label(phase) : label;
  }

  /**
   * After how long the user is notified that the answer takes longer than usual.
   *
   * @param firstToken from the request to the first token
   * @param midAnswer between two pieces of text
   */
  public record NoticeAfter(Duration firstToken, Duration midAnswer) {

    static final NoticeAfter DEFAULTS =
        new NoticeAfter(Duration.ofSeconds(5), Duration.ofSeconds(2));
  }

  /**
   * The timeouts of a turn.
   *
   * @param firstToken from the model call to its first token
   * @param idle between two pieces of a model's stream
   * @param total from the model call to its last token
   * @param disconnectGrace how long a turn continues without readers
   */
  public record Timeouts(
      Duration firstToken, Duration idle, Duration total, Duration disconnectGrace) {

    private static final Duration DEFAULT_FIRST_TOKEN = Duration.ofSeconds(30);
    private static final Duration DEFAULT_IDLE = Duration.ofSeconds(20);
    private static final Duration DEFAULT_TOTAL = Duration.ofMinutes(10);
    private static final Duration DEFAULT_DISCONNECT_GRACE = Duration.ofSeconds(30);

    static final Timeouts DEFAULTS =
        new Timeouts(DEFAULT_FIRST_TOKEN, DEFAULT_IDLE, DEFAULT_TOTAL, DEFAULT_DISCONNECT_GRACE);
  }
}
