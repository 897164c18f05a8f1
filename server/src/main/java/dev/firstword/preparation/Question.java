package dev.firstword.preparation;

import dev.firstword.identity.Caller;
import dev.firstword.profile.Preparing;
import dev.firstword.profile.Profile;
import dev.firstword.prompt.CacheLife;
import dev.firstword.prompt.CacheScope;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.PromptBuilder;
import dev.firstword.protocol.TraceContext;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is to be prepared.
 *
 * @param caller who asks, or seems to ask
 * @param conversationId absent for a new conversation, which has no history
 * @param message empty while nothing was written yet
 * @param system replaces the profile's instructions
 * @param answerSoFar what is to be gone on with where it stopped; empty for a new answer
 * @param traceparent of the request, handed on to the models that help to prepare
 */
public record Question(
    Caller caller,
    Profile profile,
    @Nullable String conversationId,
    String message,
    @Nullable String system,
    String answerSoFar,
    @Nullable String traceparent) {

  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** One that wants a new answer, and belongs to no trace. */
  public Question(
      Caller caller,
      Profile profile,
      @Nullable String conversationId,
      String message,
      @Nullable String system) {
    this(caller, profile, conversationId, message, system, "", null);
  }

  /** The same for an earlier message, of whose answer there is so much. */
  public Question goingOnWith(String earlierMessage, String text) {
    return new Question(caller, profile, conversationId, earlierMessage, system, text, traceparent);
  }

  /** The same in a trace. */
  public Question within(TraceContext trace) {
    return new Question(
        caller, profile, conversationId, message, system, answerSoFar, trace.traceparent());
  }

  /** The beginning of its prompt, which is the same for everybody who asks for that profile. */
  public Prompt instructions() {
    return new PromptBuilder(system == null ? profile.system() : system, message, 0)
        .in(cacheScope())
        .build();
  }

  /** For whom its prompt may be kept by those who read it. */
  CacheScope cacheScope() {
    Preparing.Caching caching = profile.preparing().caching();
    Set<CacheLife> lives =
        switch (caching.life()) {
          case OFF -> Set.of();
          case FIVE_MINUTES -> Set.of(CacheLife.FIVE_MINUTES);
          case ONE_HOUR -> Set.of(CacheLife.ONE_HOUR);
          case AUTO -> EnumSet.allOf(CacheLife.class);
        };
    return new CacheScope(caller.tenant(), profile.name(), lives, caching.keepWarm());
  }

  /** Whether both want the same history. */
  boolean isInConversationOf(Question other) {
    return caller.equals(other.caller)
        && profile.name().equals(other.profile.name())
        && Objects.equals(conversationId, other.conversationId);
  }

  /** Whether both ask the same, but for spaces, case and a closing mark. */
  boolean asksWhat(Question other) {
    return words().equals(other.words()) && answerSoFar.equals(other.answerSoFar);
  }

  private String words() {
    String words = SPACE.matcher(message.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
    return words.endsWith("?") || words.endsWith(".")
        ? words.substring(0, words.length() - 1).stripTrailing()
        : words;
  }
}
