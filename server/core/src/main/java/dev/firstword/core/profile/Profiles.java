package dev.firstword.core.profile;

import dev.firstword.core.profile.Profile.NoticeAfter;
import dev.firstword.core.profile.Profile.Timeouts;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configured profiles, by name. */
public final class Profiles {

  private final Map<String, Profile> byName = new LinkedHashMap<>();

  public Profiles(Collection<Profile> profiles) {
    profiles.forEach(profile -> byName.put(profile.name(), profile));
  }

  public Optional<Profile> find(String name) {
    return Optional.ofNullable(byName.get(name));
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
