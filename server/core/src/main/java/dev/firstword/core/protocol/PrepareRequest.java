package dev.firstword.core.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/prepare}.
 *
 * @param draft the text typed so far; may be empty
 */
public record PrepareRequest(@Nullable String conversationId, String profile, String draft) {}
