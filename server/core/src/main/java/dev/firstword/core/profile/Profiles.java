package dev.firstword.core.profile;

import dev.firstword.core.profile.Profile.NoticeAfter;
import dev.firstword.core.profile.Profile.Timeouts;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The configured profiles, by name. */
public final class Profiles {

  /** The name of the profile of stored calls, which is no name that people would choose. */
  public static final String STORED_CALLS = "api_stored";

  /** More than any model takes: a stored call gets all of its conversation, or an error. */
  private static final int WHOLE_HISTORY_TOKENS = 4_000_000;

  /** Programs that use these APIs may ask a person before they run a tool. */
  private static final Duration STORED_CALL_TOOL_TIMEOUT = Duration.ofMinutes(10);

  private final Map<String, Profile> byName = new LinkedHashMap<>();
  private final Map<String, Profile> internal;

  public Profiles(Collection<Profile> profiles) {
    this(profiles, List.of());
  }

  /**
   * Creates profiles of which some are not listed.
   *
   * @param internal those that only the server itself names
   */
  public Profiles(Collection<Profile> profiles, Collection<Profile> internal) {
    profiles.forEach(profile -> byName.put(profile.name(), profile));
    this.internal =
        internal.stream().collect(Collectors.toUnmodifiableMap(Profile::name, each -> each));
  }

  public Optional<Profile> find(String name) {
    Profile own = internal.get(name);
    return Optional.ofNullable(own == null ? byName.get(name) : own);
  }

  public Collection<Profile> all() {
    return byName.values();
  }

  /** Returns the built-in profile {@code chat}. */
  public static Profile defaultChat() {
    return new Profile(
        "chat",
        "Chat",
        "You are a helpful assistant. Answer in Markdown, plainly and to the point.",
        true,
        null,
        4096,
        16_000,
        Map.ofEntries(
            Map.entry("auth", "Checking who is asking"),
            Map.entry("history", "Reading the conversation"),
            Map.entry("history.degraded", "Answering from the newest part of the conversation"),
            Map.entry("history.failed", "Answering without the conversation so far"),
            Map.entry("embedding", "Understanding the question"),
            Map.entry("embedding.degraded", "Searching the documents by words alone"),
            Map.entry("embedding.failed", "Searching the documents by words alone"),
            Map.entry("search", "Searching the documents"),
            Map.entry("search.degraded", "Answering without the documents"),
            Map.entry("search.failed", "Answering without the documents"),
            Map.entry("reranking", "Choosing the best passages"),
            Map.entry("reranking.degraded", "Taking the passages in the order they were found"),
            Map.entry("reranking.failed", "Taking the passages in the order they were found"),
            Map.entry("complexity", "Judging the question"),
            Map.entry("prompt", "Preparing the question"),
            Map.entry("model", "Asking the model"),
            Map.entry("thinking", "Thinking it through"),
            Map.entry("tools", "Using tools"),
            Map.entry("generation", "Writing")),
        PreparationPolicy.DEFAULTS,
        NoticeAfter.DEFAULTS,
        Timeouts.DEFAULTS);
  }

  /**
   * Returns the profile of direct calls, which bring their own instructions. No request can name
   * it.
   *
   * @param maxTokens the longest answer, in the model's tokens, unless a request says otherwise
   * @param maxTokensLimit the longest answer that a request may ask for
   */
  public static Profile directCalls(int maxTokens, int maxTokensLimit) {
    return new Profile(
        "api",
        "API",
        "",
        true,
        null,
        maxTokens,
        0,
        Map.of(),
        ModelPolicy.ANY_MODEL,
        PreparationPolicy.DEFAULTS,
        NoticeAfter.DEFAULTS,
        Timeouts.DEFAULTS,
        new AnswerPolicy(
            Form.NONE,
            List.of(),
            AnswerPolicy.DEFAULT.expectedLength(),
            0,
            AnswerPolicy.ThinkingDisplay.FULL,
            new OutputPolicy(null, null, maxTokensLimit),
            ToolPolicy.DEFAULT));
  }

  /**
   * Returns the profile of the turns that clients of provider-compatible APIs have stored. Like
   * direct calls they bring their own instructions, and nothing is added to what they send but the
   * conversation that they name.
   *
   * @param maxTokens the longest answer, in the model's tokens, unless a request says otherwise
   * @param maxTokensLimit the longest answer that a request may ask for
   */
  public static Profile storedCalls(int maxTokens, int maxTokensLimit) {
    Profile direct = directCalls(maxTokens, maxTokensLimit);
    AnswerPolicy answers = direct.answerPolicy();
    return new Profile(
        STORED_CALLS,
        direct.title(),
        direct.system(),
        direct.allowsSystemOverride(),
        direct.model(),
        direct.maxTokens(),
        WHOLE_HISTORY_TOKENS,
        direct.labels(),
        direct.modelPolicy(),
        direct.preparationPolicy().with(Map.of(), 0),
        direct.noticeAfter(),
        direct.timeouts(),
        new AnswerPolicy(
            answers.form(),
            answers.sections(),
            answers.expectedLength(),
            answers.summaryMinTokens(),
            AnswerPolicy.ThinkingDisplay.HEADLINE,
            answers.output(),
            new ToolPolicy(STORED_CALL_TOOL_TIMEOUT, answers.tools().maxSteps(), true)));
  }

  /** Returns the built-in profile {@code proposal}: a form and five sections. */
  public static Profile defaultProposal() {
    Profile chat = defaultChat();
    List<String> sections =
        List.of("Understanding", "Approach", "Timeline", "Investment", "Next steps");
    Map<String, String> labels = new LinkedHashMap<>(chat.labels());
    labels.put("history", "Reading your brief");
    labels.put("search", "Looking through your documents");
    labels.put("prompt", "Putting the brief together");
    labels.put("model", "Asking for the proposal");
    labels.put("generation", "Writing the proposal");
    return new Profile(
        "proposal",
        "Proposal studio",
        "You write proposals that win work: concrete, plain, in the client's own terms. Write in"
            + " Markdown, in about 450 words, in exactly these sections, each below a heading of"
            + " the second level: "
            + String.join(", ", sections)
            + ".",
        false,
        null,
        2_048,
        chat.historyTokens(),
        labels,
        ModelPolicy.ANY_MODEL,
        chat.preparationPolicy(),
        chat.noticeAfter(),
        chat.timeouts(),
        new AnswerPolicy(
            new Form(
                List.of(
                    new Form.Input("client", "Client", "Harbour Bakery", true, false),
                    new Form.Input("product", "What you offer", "A new web shop", true, false),
                    new Form.Input(
                        "goals", "The client's goals", "Orders by noon, no queue", true, true),
                    new Form.Input("budget", "Budget", "20,000 euros", false, false),
                    new Form.Input("deadline", "Deadline", "Before Easter", false, false)),
                """
                Write a proposal for {client}.

                What we offer: {product}
                The client's goals: {goals}
                Budget: {budget}
                Deadline: {deadline}
                {message}
                """),
            sections,
            new AnswerPolicy.ExpectedLength(600, 1_100),
            300,
            AnswerPolicy.ThinkingDisplay.HEADLINE,
            ToolPolicy.DEFAULT));
  }
}
