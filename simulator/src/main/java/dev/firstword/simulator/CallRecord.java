package dev.firstword.simulator;

import dev.firstword.simulator.response.CallOutcome;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A snapshot of one call. Times are milliseconds since the epoch.
 *
 * @param outcome how the call ended; empty while it is open
 * @param fault the fault injected into the call, by its name in the settings
 * @param inputTokens prompt tokens billed at the full price; the prompt's length is the sum of this
 *     and the two cache counters
 * @param thinkingTokens 0 while the thought is under way; empty if there was none
 * @param outputTokens the tokens of thought and answer; 0 while the call is open
 */
public record CallRecord(
    long number,
    String path,
    String model,
    String requestId,
    long startedAtMillis,
    OptionalLong thinkingStartedAtMillis,
    OptionalLong firstTokenAtMillis,
    OptionalLong endedAtMillis,
    Optional<CallOutcome> outcome,
    Optional<String> fault,
    long inputTokens,
    long cacheCreationInputTokens,
    long cacheReadInputTokens,
    OptionalInt thinkingTokens,
    long outputTokens) {}
