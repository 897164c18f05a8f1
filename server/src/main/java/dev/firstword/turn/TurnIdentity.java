package dev.firstword.turn;

import dev.firstword.identity.Caller;

/** What a turn is called, and whose it is. */
public record TurnIdentity(
    String turnId,
    String conversationId,
    String userMessageId,
    String assistantMessageId,
    Caller caller) {}
