package dev.firstword.core.turn.store;

import dev.firstword.core.identity.Caller;

/** The ids of a turn and its messages, and the caller that owns it. */
public record TurnIdentity(
    String turnId,
    String conversationId,
    String userMessageId,
    String assistantMessageId,
    Caller caller) {}
