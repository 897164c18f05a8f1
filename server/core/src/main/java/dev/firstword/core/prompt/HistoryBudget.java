package dev.firstword.core.prompt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides how much of a conversation a prompt includes: whole messages, newest first, until the
 * first that does not fit. A message whose images, files or tool calls do not fit is included as
 * its text alone, so that one large attachment does not cost the whole conversation.
 */
public final class HistoryBudget {

  private long tokensLeft;
  private boolean isSpent;

  /**
   * Creates a budget.
   *
   * @param tokens the maximum size of the included messages, in estimated tokens
   */
  public HistoryBudget(long tokens) {
    tokensLeft = tokens;
  }

  /**
   * Charges the next older message.
   *
   * @return the form in which it fits; null if it does not, and then nothing older does either
   */
  public @Nullable HistoryMessage charge(HistoryMessage message) {
    if (isSpent) {
      return null;
    }
    List<HistoryMessage> forms =
        message.parts().isEmpty() ? List.of(message) : List.of(message, message.withTextOnly());
    for (HistoryMessage form : forms) {
      long tokens = form.tokens();
      if (tokens <= tokensLeft) {
        tokensLeft -= form.isEmpty() ? 0 : tokens;
        return form;
      }
    }
    isSpent = true;
    return null;
  }

  /** Whether a message did not fit. */
  boolean isSpent() {
    return isSpent;
  }
}
