package dev.firstword.core.job;

/**
 * The limits on the jobs of one node.
 *
 * @param maxConcurrent how many jobs run at a time
 * @param maxQueued how many jobs wait; more are rejected
 * @param maxQueuedOfTenant how many jobs of one tenant wait; more are rejected
 * @param maxAttempts how many turns a job may have when crashes interrupt them
 */
public record JobLimits(int maxConcurrent, int maxQueued, int maxQueuedOfTenant, int maxAttempts) {

  public static final JobLimits DEFAULTS = new JobLimits(16, 10_000, 8_000, 3);

  /** Limits without one for each tenant. */
  public JobLimits(int maxConcurrent, int maxQueued, int maxAttempts) {
    this(maxConcurrent, maxQueued, maxQueued, maxAttempts);
  }
}
