package dev.firstword.retrieval.extraction;

import java.time.Duration;

/**
 * Limits on the processes that read documents. What a document may hold is limited by its reader.
 *
 * @param deadline how long one document may take, including the start of a process
 * @param heapMegabytes the heap of each process
 * @param processes how many may run at once
 * @param idleTimeout how long a process is kept for the next document
 */
public record ExtractionLimits(
    Duration deadline, int heapMegabytes, int processes, Duration idleTimeout) {

  private static final int MAX_PROCESSES = 2;

  /** One process on up to three cores, so that reading never takes most of a machine. */
  public static final ExtractionLimits DEFAULTS =
      new ExtractionLimits(
          Duration.ofSeconds(30),
          256,
          Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_PROCESSES),
          Duration.ofMinutes(1));
}
