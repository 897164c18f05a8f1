package dev.firstword.core.turn.admission;

import dev.firstword.core.preparation.AcceptedMessage;
import dev.firstword.core.preparation.PreparationTask;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.store.FollowableTurn;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A turn that was admitted for a request.
 *
 * @param replayed whether an earlier identical request started the turn
 * @param position the position of the message in its conversation; absent when the message was
 *     stored earlier
 * @param preparation the preparation already under way for the turn, if any
 * @param memory reserves memory for older images and files of the conversation
 * @param durable completes once the user's message is durable; until then nobody may hear of the
 *     turn. Fails if the message could not be stored; the turn is then discarded
 */
public record AdmittedTurn(
    FollowableTurn turn,
    boolean replayed,
    ValidatedRequest validated,
    @Nullable Long position,
    @Nullable PreparationTask preparation,
    LongPredicate memory,
    CompletableFuture<?> durable) {

  /** A turn whose message is durable already. */
  public AdmittedTurn(
      FollowableTurn turn,
      boolean replayed,
      ValidatedRequest validated,
      @Nullable Long position,
      @Nullable PreparationTask preparation,
      LongPredicate memory) {
    this(
        turn,
        replayed,
        validated,
        position,
        preparation,
        memory,
        CompletableFuture.completedFuture(null));
  }

  /**
   * Waits until the user's message is durable. Blocks.
   *
   * @return this turn
   * @throws RuntimeException if the message could not be stored
   */
  public AdmittedTurn awaitDurable() {
    try {
      durable.join();
      return this;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  /** The turn, if this node is to run it. */
  public Optional<Turn> newTurn() {
    return !replayed && turn instanceof Turn local ? Optional.of(local) : Optional.empty();
  }

  public TurnRequest request() {
    return validated.request();
  }

  /** The stored message that the turn answers. */
  public AcceptedMessage acceptedMessage() {
    return validated.acceptedMessage(turn.identity(), position, memory);
  }
}
