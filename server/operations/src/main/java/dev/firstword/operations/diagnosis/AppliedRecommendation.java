package dev.firstword.operations.diagnosis;

/**
 * A recommendation that was applied: its predicted saving and the measured one.
 *
 * @param recommendation the last recommendation with evidence, including its prediction
 * @param sinceMs when its evidence was last seen
 * @param turns the number of turns since then that the measurement is based on
 * @param measured the saving against the turns before
 */
public record AppliedRecommendation(
    Recommendation recommendation, long sinceMs, int turns, Saving.LatencySummary measured) {}
