package dev.firstword.core.turn.store;

import dev.firstword.core.conversation.Conversation;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.relay.event.Source;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stores turns, for one node or for several that share it. A turn belongs to the node that runs it:
 * only that node may add to it, and another takes it over only once that node's lease has expired.
 * All methods block, and throw a {@link dev.firstword.core.protocol.ProblemException} whose action
 * is "wait" when the store is unavailable.
 */
public interface TurnStore {

  /**
   * Atomically stores a new turn with its user's message and a placeholder for its answer. Stores
   * nothing for a duplicate of an earlier request. Returns as soon as the outcome is known, which
   * may be before it is durable.
   */
  Insertion startInsert(NewTurn turn);

  /** Like {@link #startInsert}, but durable when this returns. */
  default InsertOutcome insert(NewTurn turn) {
    Insertion insertion = startInsert(turn);
    insertion.awaitDurable();
    return insertion.outcome();
  }

  /**
   * Finds the earlier request that a turn duplicates, if any: the outcome that {@link #insert}
   * would have for that reason. Stores nothing.
   */
  Optional<InsertOutcome> findDuplicate(NewTurn turn);

  /**
   * Atomically stores what the turns of a node have added since the last save. Saving the same
   * progress again has no effect.
   *
   * @return the ids of those turns that no longer belong to this node, because another node took
   *     them over or their conversation was deleted
   */
  Set<String> save(String node, List<Progress> progress);

  /** Finds a turn of the caller, with as much of its log as was stored. */
  Optional<StoredTurn> find(Caller caller, String turnId);

  /**
   * Renews the lease that tells the other nodes, by the clock of the store, that this node is
   * alive.
   */
  void renewLease(String node, Duration lease);

  /** Gives up the lease immediately. */
  void releaseLease(String node);

  /**
   * Takes over the turns that have not ended and whose node has no lease. Each turn is given to one
   * node, even if several ask at once.
   *
   * @return the turns, each with the node that ran it until now
   */
  List<StoredTurn> adoptAbandoned(String node);

  /** Asks the node that runs a turn to cancel it; returns false if the turn has ended. */
  boolean requestCancel(Caller caller, String turnId);

  /** The unfinished turns of the node for which a cancel was requested. */
  List<String> pendingCancels(String node);

  /**
   * Leaves inputs for the node that runs a turn. A later input for the same purpose is ignored.
   *
   * @return the inputs that were left; none if the caller has no turn with that id, or it has ended
   */
  List<TurnInput> enqueueInputs(Caller caller, String turnId, List<TurnInput> inputs);

  /**
   * Takes the inputs that were left for turns of the node, by turn.
   *
   * @param isRunning whether the node runs a turn; the inputs of others stay for the node that will
   */
  Map<String, List<TurnInput>> takeInputs(String node, Predicate<String> isRunning);

  /**
   * Stores what a turn of the node needs to resume elsewhere, while its tools run. Replaces what is
   * stored, unless that is of a later step. Ignored if the turn has ended or belongs to another
   * node.
   *
   * @param step the number of the step whose tools run, from 1
   * @param state may have content that no log may show
   */
  void suspend(String node, String turnId, int step, byte[] state);

  /** Returns what {@link #suspend} has stored for a turn that has not ended. */
  Optional<byte[]> findSuspended(String turnId);

  /**
   * Deletes what {@link #suspend} has stored for a turn of the node. The end of a turn does too.
   */
  void discardSuspended(String node, String turnId);

  /** Those of the given turns that have ended or no longer exist. */
  Set<String> findEnded(Collection<String> turnIds);

  /**
   * Deletes idempotency keys that were created before the given time, and returns their number, at
   * most a few hundred per call.
   */
  int deleteExpiredKeys(long beforeMs);

  /** When a turn creates its conversation. */
  enum NewConversation {
    ALWAYS,
    /** The id is derived from the caller and a name of the client's, which may be new. */
    IF_ABSENT,
    NEVER
  }

  /**
   * A turn to insert.
   *
   * @param newConversation when to create the conversation too
   * @param idempotencyKey the idempotency key and digest of the request
   * @param duplicateCriteria identifies a double click when there is no key
   * @param node the node that will run the turn
   * @param maxActive how many unfinished live turns its user may have
   * @param startedAtMs epoch milliseconds
   * @param attachments the images and files of the message, stored with it
   * @param replaces the user's message whose place this one takes: that message and all after it
   *     are no longer part of the conversation, but stay in the store
   * @param conversationOrigin what starts the conversation, if this turn creates it
   */
  record NewTurn(
      TurnIdentity identity,
      String profile,
      NewConversation newConversation,
      String message,
      @Nullable IdempotencyKey idempotencyKey,
      @Nullable DuplicateCriteria duplicateCriteria,
      TurnOrigin origin,
      String node,
      int maxActive,
      long startedAtMs,
      List<Attachment> attachments,
      @Nullable String replaces,
      String conversationOrigin) {

    public NewTurn {
      attachments = List.copyOf(attachments);
    }

    /** A live turn without limits and without deduplication. */
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
          newConversation ? NewConversation.ALWAYS : NewConversation.NEVER,
          message,
          null,
          null,
          TurnOrigin.LIVE,
          node,
          Integer.MAX_VALUE,
          startedAtMs,
          List.of(),
          null,
          Conversation.ORIGIN_CHAT);
    }

    /** Returns a copy that creates its conversation if there is none with that id. */
    public NewTurn creatingConversationIfAbsent() {
      return new NewTurn(
          identity,
          profile,
          NewConversation.IF_ABSENT,
          message,
          idempotencyKey,
          duplicateCriteria,
          origin,
          node,
          maxActive,
          startedAtMs,
          attachments,
          replaces,
          conversationOrigin);
    }

    public NewTurn withDeduplication(
        @Nullable IdempotencyKey newIdempotencyKey,
        @Nullable DuplicateCriteria newDuplicateCriteria) {
      return new NewTurn(
          identity,
          profile,
          newConversation,
          message,
          newIdempotencyKey,
          newDuplicateCriteria,
          origin,
          node,
          maxActive,
          startedAtMs,
          attachments,
          replaces,
          conversationOrigin);
    }

    public NewTurn withOriginAndLimit(TurnOrigin newOrigin, int newMaxActive) {
      return new NewTurn(
          identity,
          profile,
          newConversation,
          message,
          idempotencyKey,
          duplicateCriteria,
          newOrigin,
          node,
          newMaxActive,
          startedAtMs,
          attachments,
          replaces,
          conversationOrigin);
    }

    public NewTurn withAttachments(List<Attachment> newAttachments) {
      return new NewTurn(
          identity,
          profile,
          newConversation,
          message,
          idempotencyKey,
          duplicateCriteria,
          origin,
          node,
          maxActive,
          startedAtMs,
          newAttachments,
          replaces,
          conversationOrigin);
    }

    /**
     * Returns a copy that takes the place of a message, and whose conversation has an origin.
     *
     * @param newReplaces the id of the user's message; null for none
     */
    public NewTurn withPlace(@Nullable String newReplaces, String newConversationOrigin) {
      return new NewTurn(
          identity,
          profile,
          newConversation,
          message,
          idempotencyKey,
          duplicateCriteria,
          origin,
          node,
          maxActive,
          startedAtMs,
          attachments,
          newReplaces,
          newConversationOrigin);
    }
  }

  /**
   * The idempotency key of a request, which identifies its duplicates within the tenant.
   *
   * @param digest the digest of the request body, in hexadecimal
   */
  record IdempotencyKey(String key, String digest) {

    /**
     * Returns whether an earlier request with this key had the same body. If not, the key was
     * reused for another request.
     *
     * @param earlierDigest the digest of the earlier request
     */
    public boolean isSameRequest(String earlierDigest) {
      return digest.equals(earlierDigest);
    }
  }

  /**
   * Identifies duplicates of a message without an idempotency key: the same message of a turn that
   * started after {@code sinceMs}, or of a turn that has not ended.
   *
   * @param digest the digest of the user, the conversation, and the message, in hexadecimal
   * @param whileActive whether an unfinished turn matches regardless of its age
   */
  record DuplicateCriteria(String digest, boolean whileActive, long sinceMs) {}

  /**
   * A turn that is being inserted.
   *
   * @param durable completes once the outcome is durable; fails if it could not be made so
   */
  record Insertion(InsertOutcome outcome, CompletableFuture<?> durable) {

    /** An insertion that is durable already. */
    public static Insertion durable(InsertOutcome outcome) {
      return new Insertion(outcome, CompletableFuture.completedFuture(null));
    }

    /**
     * Waits until the outcome is durable. Blocks.
     *
     * @throws RuntimeException if it could not be made durable
     */
    public void awaitDurable() {
      try {
        durable.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException failure ? failure : e;
      }
    }
  }

  /** The outcome of inserting a turn. */
  sealed interface InsertOutcome {
    /**
     * The turn was stored.
     *
     * @param position the position of the user's message in the conversation, from 1
     */
    record Inserted(long position) implements InsertOutcome {}

    /** An identical earlier request started this turn. */
    record Duplicate(String turnId) implements InsertOutcome {}

    /** The key was used before, for a different request. */
    record KeyReused() implements InsertOutcome {}

    /** The conversation does not exist. */
    record ConversationNotFound() implements InsertOutcome {}

    /** The message to replace is none of the user's current messages in the conversation. */
    record NotReplaceable() implements InsertOutcome {}

    /** The user already has the maximum number of active turns. */
    record TooManyActive() implements InsertOutcome {}
  }

  /**
   * What a turn has added to its log since the last save, or the whole log if it has ended.
   *
   * @param offset the offset of the bytes in the turn's log; 0 for a turn that has ended
   * @param state the current state
   * @param end how the turn ended; absent while it runs
   */
  @SuppressWarnings("ArrayRecordComponent") // written once and never compared
  record Progress(
      TurnIdentity identity, long offset, byte[] bytes, TurnState state, @Nullable End end) {}

  /**
   * How a turn ended.
   *
   * @param text the answer, possibly incomplete
   * @param sources the documents that the answer can cite
   * @param endedAtMs epoch milliseconds
   * @param parts the parts of an answer with tool calls; empty if it is its text alone
   */
  record End(
      Message.State messageState,
      String text,
      List<Source> sources,
      long endedAtMs,
      List<ContentPart> parts) {

    public End {
      sources = List.copyOf(sources);
      parts = List.copyOf(parts);
    }

    /** Creates the end of an answer that is its text alone. */
    public End(Message.State messageState, String text, List<Source> sources, long endedAtMs) {
      this(messageState, text, sources, endedAtMs, List.of());
    }
  }
}
