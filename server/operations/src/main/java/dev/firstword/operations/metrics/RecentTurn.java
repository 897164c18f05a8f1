package dev.firstword.operations.metrics;

import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.Vitals;
import org.jspecify.annotations.Nullable;

/**
 * One of the most recent turns.
 *
 * @param vitals the vitals that its reader's browser reported; null until it has
 */
public record RecentTurn(FinishedTurn turn, @Nullable Vitals vitals) {}
