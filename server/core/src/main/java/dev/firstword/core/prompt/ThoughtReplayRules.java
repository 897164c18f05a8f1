package dev.firstword.core.prompt;

import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which thoughts a request repeats. Providers bind a thought to the exact conversation before it: a
 * changed byte, a missing message, or a missing thought in between makes them refuse or drop it.
 * Each kept thought therefore carries the key of the conversation in which it was written.
 *
 * <p>These are the rules, of which the first that applies decides:
 *
 * <ol>
 *   <li>Thoughts of a model that this one does not read stay out.
 *   <li>Thoughts that the provider has refused stay out.
 *   <li>Thoughts without a key are repeated as they are: those of clients that keep their
 *       conversation themselves, and those of this turn by models that forget them after it.
 *   <li>Thoughts whose key is that of the conversation before them are repeated. All others stay
 *       out, from then on in every request.
 * </ol>
 *
 * <p>The last rule covers all ways in which a conversation changes: excerpts that left a question,
 * a trimmed history, a deleted image, other instructions or tools, an answer that was continued
 * after it broke off. What stays out is the same in all later requests, so the thoughts after it
 * were written without it.
 *
 * @param model the model that receives the request
 * @param reads the other models whose thoughts it reads
 * @param isRefused whether the provider has refused a thought
 */
public record ThoughtReplayRules(String model, Set<String> reads, Predicate<Thought> isRefused) {

  public ThoughtReplayRules {
    reads = Set.copyOf(reads);
  }

  /** Returns the key of a conversation, to which the thoughts that follow it are bound. */
  public static String keyOf(Prompt prompt) {
    Prefixes prefixes = Prefixes.withoutMessages(prompt);
    prompt.messages().forEach(prefixes::add);
    return prefixes.key(prefixes.last()).hex();
  }

  /** Returns the prompt with the thoughts that are repeated; itself if these are all. */
  public Prompt select(Prompt prompt) {
    if (prompt.messages().stream().noneMatch(PromptMessage::hasThought)) {
      return prompt;
    }
    Prefixes before = Prefixes.withoutMessages(prompt);
    List<PromptMessage> selected = new ArrayList<>(prompt.messages().size());
    boolean isChanged = false;
    for (PromptMessage message : prompt.messages()) {
      PromptMessage left = message.hasThought() ? select(message, before) : message;
      isChanged |= !left.equals(message);
      selected.add(left);
      before.add(left);
    }
    return isChanged ? prompt.withMessages(selected) : prompt;
  }

  private PromptMessage select(PromptMessage message, Prefixes before) {
    String key = before.key(before.last()).hex();
    List<ContentPart> parts = new ArrayList<>(message.parts().size());
    for (ContentPart part : message.parts()) {
      if (!(part instanceof Thought thought)) {
        parts.add(part);
      } else if (isReadable(thought)
          && (thought.conversation().isEmpty()
              || thought.conversation().equals(key)
              || thought.conversation().equals(keyAfter(before, message, parts)))) {
        parts.add(thought.model().equals(model) ? thought : thought.handedTo(model));
      }
    }
    while (!parts.isEmpty() && parts.getLast() instanceof Thought) {
      parts.removeLast(); // Nothing followed it, and providers refuse it at the end.
    }
    return parts.equals(message.parts()) ? message : new PromptMessage(message.role(), parts);
  }

  private boolean isReadable(Thought thought) {
    return (thought.model().equals(model) || reads.contains(thought.model()))
        && !isRefused.test(thought);
  }

  /** Returns the key after a part of a message: an answer continues after its provider paused. */
  private static String keyAfter(Prefixes before, PromptMessage message, List<ContentPart> parts) {
    return parts.isEmpty() ? "" : before.keyWith(new PromptMessage(message.role(), parts)).hex();
  }

  /**
   * Returns the prompt without the thoughts of earlier turns; without any if there are none of
   * those. Providers can do without the former, but some not without those of the current turn.
   */
  public static Prompt withoutOldest(Prompt prompt) {
    int question = prompt.indexOfQuestion();
    List<PromptMessage> messages = prompt.messages();
    boolean hasEarlier =
        messages.subList(0, Math.max(0, question)).stream().anyMatch(PromptMessage::hasThought);
    List<PromptMessage> left = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      boolean loses = messages.get(i).hasThought() && (!hasEarlier || i < question);
      left.add(loses ? messages.get(i).withoutThoughts() : messages.get(i));
    }
    return prompt.withMessages(left);
  }
}
