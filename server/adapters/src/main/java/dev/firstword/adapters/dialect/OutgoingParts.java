package dev.firstword.adapters.dialect;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which parts of a message are sent to a provider, and in which order: one rule for all. */
public final class OutgoingParts {

  private OutgoingParts() {}

  /**
   * Returns the parts to send: tool results first, and a thought only if the model that receives it
   * had it and something follows it. A thought of another model makes the provider refuse the
   * request or drop the thought, and so does one at the end of a message.
   *
   * @param model the model that receives the message
   * @param canExpress whether the provider's API has a form for a thought
   */
  public static List<ContentPart> of(
      PromptMessage message, String model, Predicate<Thought> canExpress) {
    List<ContentPart> parts = new ArrayList<>(message.parts().size());
    int results = 0;
    for (ContentPart part : message.parts()) {
      if (part instanceof ToolResult) {
        parts.add(results++, part);
      } else if (!(part instanceof Thought thought)
          || (thought.model().equals(model) && canExpress.test(thought))) {
        parts.add(part);
      }
    }
    while (!parts.isEmpty() && parts.getLast() instanceof Thought) {
      parts.removeLast();
    }
    return parts;
  }

  /** Returns the only part if it is text; null otherwise. */
  public static @Nullable String onlyText(List<ContentPart> parts) {
    return parts.size() == 1 && parts.getFirst() instanceof ContentPart.Text only
        ? only.text()
        : null;
  }
}
