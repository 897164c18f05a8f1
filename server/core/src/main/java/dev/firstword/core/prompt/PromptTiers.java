package dev.firstword.core.prompt;

/**
 * What a request says besides its prompt that provider caches depend on. Caches have three tiers:
 * tools, instructions, and messages. A change loses its tier and those after it.
 *
 * @param tools the definitions of the tools as one text; empty for none
 * @param toolCount how many they are
 * @param settings what loses only the messages: the tool choice and how to think
 */
public record PromptTiers(String tools, int toolCount, String settings) {

  /** Without tools, and with default settings. */
  public static final PromptTiers NONE = new PromptTiers("", 0, "");
}
