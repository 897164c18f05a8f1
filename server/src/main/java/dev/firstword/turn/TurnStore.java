package dev.firstword.turn;

import dev.firstword.conversation.Message;
import dev.firstword.identity.Caller;
import dev.firstword.protocol.TurnEvent.Source;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where turns are kept, for one node or for many that share it. A turn belongs to the node that
 * runs it: only that one may add to it, and another takes it over only once its node's lease has
 * run out. All methods block, and throw a {@link dev.firstword.protocol.RefusedException} that says
 * "wait" when the store can't be reached.
 */
public interface TurnStore {

  /**
   * Keeps a new turn with its user's message and the place of its answer, all or nothing, durable
   * when this returns. What is the same as an earlier request keeps nothing.
   */
  BeginOutcome begin(NewTurn turn);

  /**
   * What a turn is the same as, if anything: the outcome that beginning it would have for that
   * reason. Keeps nothing.
   */
  Optional<BeginOutcome> earlier(NewTurn turn);

  /**
   * Keeps what a node's turns have added since they were last kept, all of it or nothing. Saving
   * the same again changes nothing.
   *
   * @return the turns among them that are not this node's any more: another one has taken them
   *     over, or their conversation was deleted
   */
  Set<String> save(String node, List<Progress> progress);

  /** A turn of that caller's, with as much of its log as was kept. */
  Optional<StoredTurn> find(Caller caller, String turnId);

  /** Promises to the other nodes, by the store's own clock, that this one is alive. */
  void renewLease(String node, Duration lease);

  /** Ends that promise at once. */
  void giveUpLease(String node);

  /**
   * Takes over the turns that have not ended and whose node has no lease. Each is given to one node
   * only, however many ask.
   */
  List<StoredTurn> adoptAbandoned(String node);

  /** Leaves word for whoever runs that turn to cancel it; false when it has ended. */
  boolean requestCancel(Caller caller, String turnId);

  /** The node's turns that have not ended and that somebody wants cancelled. */
  List<String> cancelsRequested(String node);

  /** Those of the turns that have ended or are gone. */
  Set<String> endedAmong(Collection<String> turnIds);

  /**
   * Forgets what need not be kept for ever: idempotency keys made, and logs of turns ended, before
   * these times. Messages stay.
   *
   * @param keysBeforeMs epoch milliseconds
   * @param logsBeforeMs epoch milliseconds
   * @return how many keys and logs were forgotten, at most some hundred of each in one call
   */
  int forget(long keysBeforeMs, long logsBeforeMs);

  /**
   * A turn about to begin.
   *
   * @param newConversation whether the conversation is to be made too
   * @param once the request's idempotency key and digest
   * @param same tells a double click, where there is no key
   * @param node the one that will run it
   * @param mostActive how many live turns its user may have that have not ended
   * @param startedAtMs epoch milliseconds
   */
  record NewTurn(
      TurnIdentity identity,
      String profile,
      boolean newConversation,
      String message,
      @Nullable Once once,
      @Nullable SameMessage same,
      Origin origin,
      String node,
      int mostActive,
      long startedAtMs) {

    /** A live turn that nothing limits and that is the same as no other. */
    public static NewTurn of(
        TurnIdentity identity,
        String profile,
        boolean newConversation,
        String message,
        String node,
        long startedAtMs) {
      return new NewTurn(
          identity,
          profile,
          newConversation,
          message,
          null,
          null,
          Origin.LIVE,
          node,
          Integer.MAX_VALUE,
          startedAtMs);
    }

    public NewTurn with(@Nullable Once newOnce, @Nullable SameMessage newSame) {
      return new NewTurn(
          identity,
          profile,
          newConversation,
          message,
          newOnce,
          newSame,
          origin,
          node,
          mostActive,
          startedAtMs);
    }

    public NewTurn limited(Origin newOrigin, int newMostActive) {
      return new NewTurn(
          identity,
          profile,
          newConversation,
          message,
          once,
          same,
          newOrigin,
          node,
          newMostActive,
          startedAtMs);
    }
  }

  /** Whether somebody is there to read a turn. */
  enum Origin {
    /** Somebody asked and follows it. */
    LIVE,
    /** It is worked off without a listener. */
    JOB
  }

  /**
   * What makes a request the same as an earlier one of the tenant's.
   *
   * @param digest of the request's body, in hexadecimal
   */
  record Once(String key, String digest) {}

  /**
   * What makes a message without a key the same as an earlier one: that of a turn begun after
   * {@code sinceMs}, or of one that has not ended.
   *
   * @param digest of who said what where, in hexadecimal
   * @param whileActive whether a turn that has not ended counts however old it is
   */
  record SameMessage(String digest, boolean whileActive, long sinceMs) {}

  /** What became of a new turn. */
  sealed interface BeginOutcome {
    /**
     * It is kept.
     *
     * @param position of the user's message in the conversation, from 1
     */
    record Begun(long position) implements BeginOutcome {}

    /** The same request was made before and began this turn. */
    record SameAs(String turnId) implements BeginOutcome {}

    /** The key was used before for another request. */
    record KeyReused() implements BeginOutcome {}

    /** The conversation is gone. */
    record NoConversation() implements BeginOutcome {}

    /** The user has as many turns under way as may be. */
    record TooManyActive() implements BeginOutcome {}
  }

  /**
   * What a turn has added.
   *
   * @param offset of the bytes in the turn's log
   * @param state where it stands
   * @param end how it ended; absent while it goes on
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, compared by nobody
  record Progress(
      TurnIdentity identity, long offset, byte[] bytes, TurnState state, @Nullable End end) {}

  /**
   * How a turn ended.
   *
   * @param text the answer as far as it came
   * @param sources what it can rest on
   * @param endedAtMs epoch milliseconds
   */
  record End(Message.State messageState, String text, List<Source> sources, long endedAtMs) {

    public End {
      sources = List.copyOf(sources);
    }
  }
}
