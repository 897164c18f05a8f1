package dev.firstword.monitor.diagnosis;

/**
 * A remedy that was applied: what was predicted of it, and what came of it.
 *
 * @param finding as it was last seen, with the prediction
 * @param sinceMs from when on its evidence was gone
 * @param turns since then, on which that rests
 * @param measured what they gained over the turns before
 */
public record Applied(Finding finding, long sinceMs, int turns, Saving.Waits measured) {}
