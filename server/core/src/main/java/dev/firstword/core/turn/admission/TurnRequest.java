package dev.firstword.core.turn.admission;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.preparation.PreparationTask;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * A request to start a turn.
 *
 * @param origin whether a reader is expected to follow the turn
 * @param idempotencyKey the key sent with the request, if any
 * @param digest the digest of the request body
 * @param trace the trace that the request belongs to, and its span
 * @param receivedNanos when the request arrived, on the loop's clock
 * @param authenticatedNanos when the caller was identified
 * @param loop the event loop that the turn will run on
 * @param createsConversation whether the conversation that the request names is created if it does
 *     not exist; only for ids that are derived from the caller, so that none is another's
 * @param preparation preparation already under way for the request; owned by the turn once it is
 *     admitted
 */
public record TurnRequest(
    Caller caller,
    TurnOrigin origin,
    ChatRequest chatRequest,
    @Nullable String idempotencyKey,
    String digest,
    TraceContext trace,
    long receivedNanos,
    long authenticatedNanos,
    EventLoop loop,
    boolean createsConversation,
    @Nullable PreparationTask preparation) {

  /** Returns a copy of this request in the given conversation. */
  TurnRequest inConversation(String conversationId) {
    return withChatRequest(chatRequest.withConversationId(conversationId));
  }

  /** Returns a copy of this request with the given chat request. */
  TurnRequest withChatRequest(ChatRequest newChatRequest) {
    return new TurnRequest(
        caller,
        origin,
        newChatRequest,
        idempotencyKey,
        digest,
        trace,
        receivedNanos,
        authenticatedNanos,
        loop,
        createsConversation,
        preparation);
  }
}
