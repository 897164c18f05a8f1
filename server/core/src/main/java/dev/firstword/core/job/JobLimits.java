package dev.firstword.core.job;

/**
 * The limits on the jobs of one node.
 *
 * @param maxConcurrent how many jobs run at a time
 * @param maxQueued how many jobs wait; more are rejected
 * @param maxAttempts how many turns a job may have when crashes interrupt them
 */
public record JobLimits(int maxConcurrent, int maxQueued, int maxAttempts) {

  public static final JobLimits DEFAULTS = new JobLimits(16, 10_000, 3);
}
