package dev.firstword.core.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A request for a job: a message to be answered, and a webhook to call with the answer.
 *
 * @param webhookUrl the URL as received, not yet validated
 */
public record JobRequest(ChatRequest chat, @Nullable String webhookUrl) {}
