package dev.firstword.core.prompt;

import dev.firstword.core.prompt.CacheMiss.Cause;
import java.util.List;
import java.util.Optional;

/**
 * What one request sent, tier by tier, to say what the next one changed. Holds digests, no text of
 * the conversation.
 *
 * @param settings what loses only the messages: the tool choice and how to think
 * @param messages the messages that the next request should repeat
 * @param messageCount how many they are
 * @param repeatedTokens the estimated tokens up to their end
 * @param tokens the estimated tokens of the whole prompt
 */
public record PromptFingerprint(
    PrefixKey tools,
    PrefixKey instructions,
    String settings,
    PrefixKey messages,
    int messageCount,
    long repeatedTokens,
    long tokens) {

  /** Stands for no tools; no digest is all zeros. */
  private static final PrefixKey NO_TOOLS = new PrefixKey(0, 0);

  /** Returns the fingerprint of a prompt. */
  public static PromptFingerprint of(Prompt prompt) {
    Prefixes whole = Prefixes.of(prompt);
    int repeated = prompt.lastRepeated();
    return new PromptFingerprint(
        whole.first() == Prefixes.TOOLS ? whole.key(Prefixes.TOOLS) : NO_TOOLS,
        instructionsKey(prompt),
        prompt.tiers().settings(),
        messagesOf(prompt).key(repeated),
        repeated,
        whole.tokensUpTo(repeated),
        whole.tokens());
  }

  private static PrefixKey instructionsKey(Prompt prompt) {
    return Prefixes.of(new Prompt(prompt.system(), List.of())).key(Prefixes.INSTRUCTIONS);
  }

  /** The messages alone, so that a change of an earlier tier does not change their keys. */
  private static Prefixes messagesOf(Prompt prompt) {
    return Prefixes.of(new Prompt("", prompt.messages()));
  }

  /** Returns the first tier in which a later request differs; empty if it only adds messages. */
  public Optional<Cause> changeTo(Prompt later) {
    PromptFingerprint next = of(later);
    if (!tools.equals(next.tools)) {
      return Optional.of(Cause.TOOLS_CHANGED);
    }
    if (!instructions.equals(next.instructions)) {
      return Optional.of(Cause.INSTRUCTIONS_CHANGED);
    }
    if (!settings.equals(next.settings)) {
      return Optional.of(Cause.OPTIONS_CHANGED);
    }
    Prefixes laterMessages = messagesOf(later);
    boolean isContinued =
        messageCount <= later.messages().size() && messages.equals(laterMessages.key(messageCount));
    return isContinued ? Optional.empty() : Optional.of(Cause.MESSAGES_CHANGED);
  }
}
