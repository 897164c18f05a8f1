package dev.firstword.provider;

import dev.firstword.prompt.Prompt;
import org.jspecify.annotations.Nullable;

/**
 * One question to one model.
 *
 * @param maxTokens the longest answer asked for, in the model's tokens
 * @param traceparent the W3C trace context to hand on
 */
public record ModelRequest(
    String model, Prompt prompt, int maxTokens, @Nullable String traceparent) {}
