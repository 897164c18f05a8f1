package dev.firstword.adapters.dialect;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.ProviderBlock;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.ContentPart.ToolResult;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which parts of a message are sent to a provider, and in which order: one rule for all. */
public final class OutgoingParts {

  private OutgoingParts() {}

  /**
   * Returns the parts to send: tool results first, and a thought only if it is for the model that
   * receives it and something follows it. A thought of another model makes the provider refuse the
   * request or drop the thought, and so does one at the end of a message.
   *
   * <p>The same holds for blocks that only their provider understands. They may end a message,
   * whose answer then continues. Citations follow their text, and only in the form of their
   * provider.
   *
   * @param model the model that receives the message
   * @param canExpress whether the provider's API has a form for a thought or for a block
   */
  public static List<ContentPart> of(
      PromptMessage message, String model, Predicate<ContentPart> canExpress) {
    Predicate<ContentPart> isSent = part -> isFor(model, part, canExpress);
    boolean hasCitations =
        message.parts().stream().anyMatch(part -> part instanceof Citation && isSent.test(part));
    List<ContentPart> parts = new ArrayList<>(message.parts().size());
    int results = 0;
    boolean goesOn = false;
    for (ContentPart part : message.parts()) {
      if (part instanceof ToolResult) {
        parts.add(results++, part);
      } else if (goesOn && part instanceof ContentPart.Text next) {
        parts.add(join((ContentPart.Text) parts.removeLast(), next));
      } else if (isSent.test(part)) {
        parts.add(part);
      }
      // Blocks of one text, which only its citations divide.
      goesOn =
          (part instanceof ContentPart.Text && message.role() == Role.ASSISTANT && !hasCitations)
              || (goesOn && part instanceof Citation);
    }
    while (!parts.isEmpty() && parts.getLast() instanceof Thought) {
      parts.removeLast();
    }
    return parts;
  }

  private static ContentPart.Text join(ContentPart.Text text, ContentPart.Text next) {
    return new ContentPart.Text(text.text() + next.text(), text.isFinalAnswer());
  }

  private static boolean isFor(String model, ContentPart part, Predicate<ContentPart> canExpress) {
    return switch (part) {
      case Thought thought -> thought.model().equals(model) && canExpress.test(thought);
      case ProviderBlock block -> block.model().equals(model) && canExpress.test(block);
      case Citation citation ->
          citation.model().equals(model) && !citation.wire().isEmpty() && canExpress.test(citation);
      case ContentPart.Text _,
          ContentPart.Commentary _,
          ContentPart.Media _,
          ContentPart.ToolCall _,
          ToolResult _ ->
          true;
    };
  }

  /** Returns the only part if it is text; null otherwise. */
  public static @Nullable String onlyText(List<ContentPart> parts) {
    return parts.size() == 1 && parts.getFirst() instanceof ContentPart.Text only
        ? only.text()
        : null;
  }
}
