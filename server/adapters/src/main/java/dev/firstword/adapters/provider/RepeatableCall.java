package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.OptionRefusal;
import dev.firstword.adapters.dialect.ThoughtRefusal;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.ThoughtReplayRules;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelRequest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A call that is repeated without an option or a thought that the provider refuses. It is repeated
 * at most once for each option, once without the thoughts of earlier turns, and once without any.
 * Never after an answer has begun, since only error responses name one. The time limits of the call
 * keep running. Confined to its event loop.
 */
final class RepeatableCall implements ModelCall {

  /** Hears of an error response. Returns whether the call has been repeated. */
  @FunctionalInterface
  interface ErrorHandler {
    boolean onError(int status, byte[] body);
  }

  private final RefusedOptions refused;
  private final RefusedThoughts refusedThoughts;
  private final BiFunction<ModelRequest, ErrorHandler, ModelCall> open;
  private final Set<ModelOption> leftOut = EnumSet.noneOf(ModelOption.class);
  private @Nullable ModelCall current;
  private boolean isCancelled;

  /**
   * Creates a call without sending it.
   *
   * @param refused what is learned about models
   * @param refusedThoughts what is learned about conversations
   * @param open sends a request; the handler hears of an error response
   */
  RepeatableCall(
      RefusedOptions refused,
      RefusedThoughts refusedThoughts,
      BiFunction<ModelRequest, ErrorHandler, ModelCall> open) {
    this.refused = refused;
    this.refusedThoughts = refusedThoughts;
    this.open = open;
  }

  void open(ModelRequest request) {
    current = open.apply(request, (status, body) -> repeat(request, status, body));
  }

  private boolean repeat(ModelRequest request, int status, byte[] body) {
    if (isCancelled || (status != 400 && status != 422)) {
      return false;
    }
    OptionRefusal refusal = OptionRefusal.find(body).orElse(null);
    if (refusal == null) {
      return ThoughtRefusal.isIn(status, body) && repeatWithoutThoughts(request);
    }
    ModelOption option = refusal.option();
    if (refusal.isLasting() && request.asksFor(option)) {
      refused.add(request.model(), option);
    }
    Optional<ModelRequest> rest = request.without(option);
    if (rest.isEmpty() || !leftOut.add(option)) {
      return false;
    }
    open(rest.get());
    return true;
  }

  /** Each time there are fewer thoughts, so that this ends. */
  private boolean repeatWithoutThoughts(ModelRequest request) {
    Prompt left = ThoughtReplayRules.withoutOldest(request.prompt());
    boolean isClientsOwn = request.passthrough() != null; // It is the client's to leave them out.
    if (isClientsOwn || left.equals(request.prompt())) {
      return false;
    }
    refusedThoughts.addAllBut(left, request.prompt(), request.model());
    open(request.withPrompt(left));
    return true;
  }

  @Override
  public void cancel() {
    isCancelled = true;
    if (current != null) {
      current.cancel();
    }
  }
}
