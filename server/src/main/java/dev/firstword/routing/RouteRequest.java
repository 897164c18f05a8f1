package dev.firstword.routing;

import dev.firstword.profile.Profile;
import dev.firstword.prompt.Prompt;
import dev.firstword.protocol.ChatRequest.Priority;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A prompt that wants an answer.
 *
 * @param question the user's newest message, by which its complexity is judged
 * @param pinned the model to use whatever it takes
 * @param budget what is left of the longest acceptable wait for the first word
 * @param traceparent the W3C trace context to hand on
 */
public record RouteRequest(
    Prompt prompt,
    String question,
    Profile profile,
    @Nullable String pinned,
    Priority priority,
    @Nullable Duration budget,
    @Nullable String traceparent) {}
