package dev.firstword.monitor;

import org.jspecify.annotations.Nullable;

/**
 * One of the most recent turns.
 *
 * @param vitals the vitals that its reader's browser reported; null until it has
 */
public record RecentTurn(FinishedTurn turn, @Nullable Vitals vitals) {}
