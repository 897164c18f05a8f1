package dev.firstword.preparation;

import dev.firstword.conversation.ConversationStore;
import dev.firstword.conversation.Message;
import dev.firstword.conversation.Message.Author;
import dev.firstword.identity.Caller;
import dev.firstword.profile.Profile;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.prompt.PromptBuilder;
import dev.firstword.protocol.TurnEvent.PhaseState;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a prompt out of a message: reads the history, builds the prompt. */
public final class Preparation {

  /** Reading the conversation so far. */
  public static final String HISTORY = "history";

  /** Building the prompt. */
  public static final String PROMPT = "prompt";

  private static final int PAGE = 100;

  private final ConversationStore conversations;
  private final LongSupplier nanoTime;

  public Preparation(ConversationStore conversations, LongSupplier nanoTime) {
    this.conversations = conversations;
    this.nanoTime = nanoTime;
  }

  /**
   * What is to be prepared.
   *
   * @param userMessageId the message to answer; what is older than it is the history
   * @param system replaces the profile's instructions
   */
  public record Task(
      Caller caller,
      Profile profile,
      String conversationId,
      String userMessageId,
      String message,
      @Nullable String system) {}

  /** Prepares the prompt. Blocks; interrupting the thread abandons the work. */
  public Prompt prepare(Task task, PhaseListener listener) {
    PromptBuilder builder =
        new PromptBuilder(
            task.system == null ? task.profile.system() : task.system,
            task.message,
            task.profile.historyTokens());
    phase(HISTORY, listener, () -> readHistory(task, builder));
    return phase(PROMPT, listener, builder::build);
  }

  /** Pages back only as far as the budget reaches, however long the conversation is. */
  private int readHistory(Task task, PromptBuilder builder) {
    int taken = 0;
    String before = task.userMessageId;
    while (before != null) {
      Optional<ConversationStore.Page> page =
          conversations.page(task.caller, task.conversationId, before, PAGE);
      if (page.isEmpty()) {
        return taken; // Deleted while we were reading: the question stands alone.
      }
      List<Message> messages = page.get().messages();
      for (Message message : messages.reversed()) {
        Role role = message.author() == Author.USER ? Role.USER : Role.ASSISTANT;
        if (!builder.addOlder(role, message.text())) {
          return taken;
        }
        taken++;
      }
      before = page.get().nextBefore();
    }
    return taken;
  }

  private <T> T phase(String name, PhaseListener listener, Supplier<T> work) {
    listener.phaseStarted(name, nanoTime.getAsLong());
    boolean finished = false;
    try {
      T result = work.get();
      finished = true;
      return result;
    } finally {
      listener.phaseEnded(
          name, finished ? PhaseState.FINISHED : PhaseState.FAILED, nanoTime.getAsLong());
    }
  }
}
