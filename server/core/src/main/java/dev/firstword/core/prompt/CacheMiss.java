package dev.firstword.core.prompt;

import java.util.Locale;

/**
 * Tokens that missed the cache of a provider although the previous request had them cached, and
 * why.
 *
 * @param tokens how many; estimated unless the provider says it
 * @param isFromProvider whether the provider gave the cause, rather than our comparison of the two
 *     requests
 */
public record CacheMiss(Cause cause, long tokens, boolean isFromProvider) {

  /** Why a prefix that was cached is not read. */
  public enum Cause {
    /** Another model answered before. */
    MODEL_CHANGED(true),
    TOOLS_CHANGED(true),
    INSTRUCTIONS_CHANGED(true),
    /** The tool choice, the way to think, or another option. */
    OPTIONS_CHANGED(true),
    /** Earlier messages: an excerpt, a trimmed history, an edit. */
    MESSAGES_CHANGED(true),
    /** The lifetime was over. */
    EXPIRED(false),
    /** Nothing changed, yet the provider no longer has it. */
    UNEXPLAINED(false);

    private final boolean isChange;

    Cause(boolean isChange) {
      this.isChange = isChange;
    }

    /** Whether the two requests differ. */
    public boolean isChange() {
      return isChange;
    }

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
