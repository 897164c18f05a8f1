package dev.firstword.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/prepare}.
 *
 * @param draft what was written so far; empty for nothing
 */
public record PrepareRequest(@Nullable String conversationId, String profile, String draft) {}
