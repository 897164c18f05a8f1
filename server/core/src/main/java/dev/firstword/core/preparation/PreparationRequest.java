package dev.firstword.core.preparation;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.PreparationPolicy;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.PromptBuilder;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.TraceContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request to prepare a prompt.
 *
 * @param caller the caller, who may not be authenticated yet
 * @param conversationId absent for a new conversation, which has no history
 * @param message empty if nothing was typed yet
 * @param media the images and files of the message, so far as they are known
 * @param system replaces the profile's instructions
 * @param partialAnswer the interrupted answer to continue; empty for a new answer
 * @param partialParts the parts of the interrupted answer; empty if it is its text alone
 * @param historyEnd the message before which the history ends; null: the message to answer
 * @param traceparent the trace of the request, passed to the models used for preparation
 */
public record PreparationRequest(
    Caller caller,
    Profile profile,
    @Nullable String conversationId,
    String message,
    List<MediaDescription> media,
    @Nullable String system,
    String partialAnswer,
    List<ContentPart> partialParts,
    @Nullable String historyEnd,
    @Nullable String traceparent) {

  private static final Pattern SPACE = Pattern.compile("\\s+");

  public PreparationRequest {
    media = List.copyOf(media);
    partialParts = List.copyOf(partialParts);
  }

  /** A request for a new answer to the given message, outside of any trace. */
  public static PreparationRequest of(Caller caller, ChatRequest request, Profile profile) {
    return new PreparationRequest(
        caller,
        profile,
        request.conversationId(),
        request.message(),
        request.attachments().stream().map(Attachment::description).toList(),
        request.system(),
        "",
        List.of(),
        request.replaces(),
        null);
  }

  /** A request for a new answer to a text, without a trace. */
  public PreparationRequest(
      Caller caller,
      Profile profile,
      @Nullable String conversationId,
      String message,
      @Nullable String system) {
    this(caller, profile, conversationId, message, List.of(), system, "", List.of(), null, null);
  }

  /** A copy that continues the partial answer to an earlier message. */
  public PreparationRequest continuing(
      String earlierMessage,
      List<MediaDescription> earlierMedia,
      String partialAnswer,
      List<ContentPart> partialParts) {
    return new PreparationRequest(
        caller,
        profile,
        conversationId,
        earlierMessage,
        earlierMedia,
        system,
        partialAnswer,
        partialParts,
        historyEnd,
        traceparent);
  }

  /** A copy that belongs to the trace. */
  public PreparationRequest withTrace(TraceContext trace) {
    return new PreparationRequest(
        caller,
        profile,
        conversationId,
        message,
        media,
        system,
        partialAnswer,
        partialParts,
        historyEnd,
        trace.traceparent());
  }

  /** The start of the prompt, which is identical for all callers of the profile. */
  public Prompt instructions() {
    return new PromptBuilder(system == null ? profile.system() : system, message, 0)
        .withScope(cacheScope())
        .build();
  }

  /** The scope in which providers may cache the prompt. */
  CacheScope cacheScope() {
    PreparationPolicy.Caching caching = profile.preparationPolicy().caching();
    Set<CacheTtl> ttls =
        switch (caching.ttl()) {
          case OFF -> Set.of();
          case FIVE_MINUTES -> Set.of(CacheTtl.FIVE_MINUTES);
          case ONE_HOUR -> Set.of(CacheTtl.ONE_HOUR);
          case AUTO -> EnumSet.allOf(CacheTtl.class);
        };
    return new CacheScope(caller.tenant(), profile.name(), ttls, caching.isKeptWarm());
  }

  /** The estimated tokens of the message with its images and files. */
  long messageTokens() {
    return PromptBuilder.estimateTokens(message)
        + media.stream().mapToLong(MediaDescription::tokens).sum();
  }

  /** Whether both requests need the same history. */
  boolean hasSameConversationAs(PreparationRequest other) {
    return caller.equals(other.caller)
        && profile.name().equals(other.profile.name())
        && Objects.equals(conversationId, other.conversationId);
  }

  /** Whether the messages are equal apart from whitespace, case and a final mark. */
  boolean hasSameTextAs(PreparationRequest other) {
    return normalizedMessage().equals(other.normalizedMessage())
        && partialAnswer.equals(other.partialAnswer);
  }

  private String normalizedMessage() {
    String normalized = SPACE.matcher(message.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
    return normalized.endsWith("?") || normalized.endsWith(".")
        ? normalized.substring(0, normalized.length() - 1).stripTrailing()
        : normalized;
  }
}
