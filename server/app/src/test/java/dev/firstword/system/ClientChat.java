package dev.firstword.system;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A conversation by any client, which asks the last question again to send results of tools. */
public abstract class ClientChat implements TestedClient.Chat {

  private @Nullable ClientQuestion last;

  /** Adds a message of the user to the conversation. */
  protected abstract void add(ClientQuestion question);

  /**
   * Sends the conversation. Adds the answer to it, and the results of its tool calls.
   *
   * @throws ClientFailure if the client reports a failure
   */
  protected abstract ClientAnswer answer(ClientQuestion question);

  @Override
  public final ClientAnswer ask(ClientQuestion question) {
    last = question;
    add(question);
    return answer(question);
  }

  @Override
  public final ClientAnswer sendResults() {
    return answer(Objects.requireNonNull(last));
  }
}
