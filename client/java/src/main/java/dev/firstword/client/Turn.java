package dev.firstword.client;

import org.jspecify.annotations.Nullable;

/**
 * The current state of a turn.
 *
 * @param state {@code preparing}, {@code waiting}, {@code streaming}, {@code tools}, {@code done},
 *     {@code cancelled} or {@code failed}
 * @param text the text so far
 * @param lastEventId the number of its newest event
 */
public record Turn(
    String turnId,
    String conversationId,
    String state,
    String text,
    long lastEventId,
    @Nullable String continues,
    @Nullable Latency latency) {}
