package dev.firstword.operations.diagnosis;

/**
 * A recommendation that was applied: its predicted saving and the measured one.
 *
 * @param recommendation the recommendation as it was last seen, with the prediction
 * @param sinceMs when its evidence was last seen
 * @param turns the number of turns since then that the measurement is based on
 * @param measured the saving against the turns before
 */
public record AppliedRecommendation(
    Recommendation recommendation, long sinceMs, int turns, Saving.LatencySummary measured) {}
