package dev.firstword.turn;

import dev.firstword.conversation.Message;
import dev.firstword.identity.Caller;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where turns are kept. All methods block, and throw when the store can't be reached. */
public interface TurnStore {

  /**
   * Keeps a new turn with its user's message and the place of its answer, all or nothing, durable
   * when this returns. An idempotency key that is known keeps nothing.
   */
  BeginOutcome begin(NewTurn turn);

  /** Keeps what turns have added since they were last kept, all of it or nothing. */
  void save(List<Progress> progress);

  /** A turn of that caller's, with as much of its log as was kept. */
  Optional<StoredTurn> find(Caller caller, String turnId);

  /** Turns that have not ended as far as the store knows: whoever ran them is gone. */
  List<StoredTurn> unfinished();

  /**
   * A turn about to begin.
   *
   * @param newConversation whether the conversation is to be made too
   * @param once the request's idempotency key and digest
   * @param startedAtMs epoch milliseconds
   */
  record NewTurn(
      TurnIdentity identity,
      String profile,
      boolean newConversation,
      String message,
      @Nullable Once once,
      long startedAtMs) {}

  /**
   * What makes a request the same as an earlier one of the tenant's.
   *
   * @param digest of the request's body, in hexadecimal
   */
  record Once(String key, String digest) {}

  /** What became of a new turn. */
  sealed interface BeginOutcome {
    /** It is kept. */
    record Begun() implements BeginOutcome {}

    /** The same request was made before and began this turn. */
    record SameAs(String turnId) implements BeginOutcome {}

    /** The key was used before for another request. */
    record KeyReused() implements BeginOutcome {}

    /** The conversation is gone. */
    record NoConversation() implements BeginOutcome {}
  }

  /**
   * What a turn has added.
   *
   * @param offset of the bytes in the turn's log
   * @param end how it ended; absent while it goes on
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, compared by nobody
  record Progress(TurnIdentity identity, long offset, byte[] bytes, @Nullable End end) {}

  /**
   * How a turn ended.
   *
   * @param text the answer as far as it came
   * @param endedAtMs epoch milliseconds
   */
  record End(TurnState state, Message.State messageState, String text, long endedAtMs) {}
}
