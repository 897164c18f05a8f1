package dev.firstword.monitor;

import org.jspecify.annotations.Nullable;

/**
 * A turn among the last ones.
 *
 * @param seen what its reader's browser told of it, once it has
 */
public record KeptTurn(FinishedTurn turn, @Nullable Vitals seen) {}
