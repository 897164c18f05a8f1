package dev.firstword.core.preparation;

import org.jspecify.annotations.Nullable;

/**
 * A stored message that is waiting for an answer. Older messages are its history.
 *
 * @param position its position in the conversation, from 1; absent if only the id is known
 * @param receivedNanos when the request was received
 * @param authenticatedNanos when the sender was authenticated
 */
public record AcceptedMessage(
    String userMessageId,
    String message,
    @Nullable Long position,
    long receivedNanos,
    long authenticatedNanos) {}
