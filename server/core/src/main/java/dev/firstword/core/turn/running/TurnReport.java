package dev.firstword.core.turn.running;

import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.timeline.TimelineSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A report of how a turn spent its time, with the context needed to interpret it. Contains no text
 * written by a user or a model.
 *
 * @param complexity the complexity of the question; absent if no model was chosen for it
 * @param trace the trace of the request
 */
public record TurnReport(
    String profile,
    @Nullable Complexity complexity,
    TimelineSnapshot timeline,
    TraceContext trace) {}
