package dev.firstword.turn;

import dev.firstword.protocol.TraceContext;
import dev.firstword.routing.Complexity;
import dev.firstword.timeline.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of a turn went, and what it was about as far as that explains it. Holds nothing
 * that anybody wrote.
 *
 * @param complexity of the question; absent where no model was chosen for it
 * @param trace what went on for the request
 */
public record TurnAccount(
    String profile, @Nullable Complexity complexity, Recording recording, TraceContext trace) {}
