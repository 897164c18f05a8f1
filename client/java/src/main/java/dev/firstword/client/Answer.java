package dev.firstword.client;

/**
 * A complete answer.
 *
 * @param conversationId continue the conversation with it
 * @param finishReason {@code stop}, {@code length}, {@code refusal} or {@code other}
 */
public record Answer(
    String turnId, String conversationId, String text, String finishReason, Usage usage) {}
