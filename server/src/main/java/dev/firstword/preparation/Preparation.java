package dev.firstword.preparation;

import dev.firstword.conversation.History;
import dev.firstword.conversation.Message.Author;
import dev.firstword.identity.Caller;
import dev.firstword.profile.Profile;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.prompt.PromptBuilder;
import dev.firstword.protocol.TurnEvent.PhaseState;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a prompt out of a message: reads the history, builds the prompt. */
public final class Preparation {

  /** Reading the conversation so far. */
  public static final String HISTORY = "history";

  /** Building the prompt. */
  public static final String PROMPT = "prompt";

  private final History history;
  private final LongSupplier nanoTime;

  public Preparation(History history, LongSupplier nanoTime) {
    this.history = history;
    this.nanoTime = nanoTime;
  }

  /**
   * What is to be prepared.
   *
   * @param firstMessage whether nothing was said before
   * @param userMessageId the message to answer; what is older than it is the history
   * @param system replaces the profile's instructions
   */
  public record Task(
      Caller caller,
      Profile profile,
      String conversationId,
      boolean firstMessage,
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

  /** Reads back only as far as the budget reaches, however long the conversation is. */
  private Task readHistory(Task task, PromptBuilder builder) {
    if (task.firstMessage) {
      return task;
    }
    history.readBack(
        task.caller,
        task.conversationId,
        task.userMessageId,
        message ->
            builder.addOlder(
                message.author() == Author.USER ? Role.USER : Role.ASSISTANT, message.text()));
    return task;
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
