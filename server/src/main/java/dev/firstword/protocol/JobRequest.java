package dev.firstword.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a program asks for that does not wait: one message to be answered, and whom to tell.
 *
 * @param webhookUrl as it came, not yet looked at
 */
public record JobRequest(ChatRequest chat, @Nullable String webhookUrl) {}
