package dev.firstword.adapters.dialect;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Prompt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the ids of tool calls unique within a turn: servers omit them, or give the same one to
 * every call of an answer or of each answer.
 */
public final class ToolCallIds {

  /** Longer ids are replaced. */
  private static final int MAX_LENGTH = 200;

  private final Prompt prompt;
  private final Supplier<String> generator;
  private @Nullable Set<String> used;

  private ToolCallIds(Prompt prompt, Supplier<String> generator) {
    this.prompt = prompt;
    this.generator = generator;
  }

  /** Returns ids that differ from those in a prompt. */
  public static ToolCallIds after(Prompt prompt) {
    return new ToolCallIds(prompt, () -> "call_" + UUID.randomUUID().toString().replace("-", ""));
  }

  /** Returns ids of an answer without a prompt. */
  public static ToolCallIds generatedBy(Supplier<String> generator) {
    return new ToolCallIds(new Prompt("", List.of()), generator);
  }

  /** Returns the provided id if it is valid and new; otherwise a generated one. */
  String take(@Nullable String provided) {
    Set<String> taken = used();
    if (provided != null && isValid(provided) && taken.add(provided)) {
      return provided;
    }
    String generated = generator.get();
    while (!taken.add(generated)) {
      generated = generator.get();
    }
    return generated;
  }

  private Set<String> used() {
    if (used == null) {
      used = new HashSet<>();
      for (Prompt.PromptMessage message : prompt.messages()) {
        for (ContentPart part : message.parts()) {
          if (part instanceof ContentPart.ToolCall call) {
            used.add(call.id());
          }
        }
      }
    }
    return used;
  }

  /** Printable ASCII without spaces, as ids go into requests, events and logs. */
  private static boolean isValid(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_LENGTH
        && id.chars().allMatch(each -> each > ' ' && each < 0x7F);
  }
}
