package dev.firstword.simulator;

import dev.firstword.simulator.playback.Ending;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known about one call; times are milliseconds of the epoch.
 *
 * @param ending how it ended; empty while it is open
 * @param fault the fault it met, by its name in the settings
 * @param inputTokens prompt tokens at the full price; with the two cache counters the whole prompt
 */
public record CallRecord(
    long number,
    String path,
    String model,
    String requestId,
    long startedAtMillis,
    OptionalLong firstTokenAtMillis,
    OptionalLong endedAtMillis,
    Optional<Ending> ending,
    Optional<String> fault,
    long inputTokens,
    long cacheCreationInputTokens,
    long cacheReadInputTokens,
    long outputTokens) {}
