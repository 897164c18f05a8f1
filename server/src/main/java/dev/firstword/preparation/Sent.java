package dev.firstword.preparation;

import org.jspecify.annotations.Nullable;

/**
 * The stored message that is to be answered. What is older than it is the history.
 *
 * @param position of the message in its conversation, from 1; absent when only its id is known
 * @param receivedNanos when the request for it came
 * @param authenticatedNanos when it was known who sent it
 */
public record Sent(
    String userMessageId,
    String message,
    @Nullable Long position,
    long receivedNanos,
    long authenticatedNanos) {}
