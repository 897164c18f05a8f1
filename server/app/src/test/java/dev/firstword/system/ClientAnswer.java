package dev.firstword.system;

/**
 * What a client returned.
 *
 * @param pieces in how many pieces the text came; 1 if it was not streamed
 * @param toolCalls how many tools the model called
 */
public record ClientAnswer(
    String text, int pieces, int toolCalls, long inputTokens, long outputTokens) {}
