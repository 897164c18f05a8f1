package dev.firstword.job;

/**
 * How much of jobs there may be on one node.
 *
 * @param concurrent how many run at a time
 * @param queued how many wait; further ones are refused
 * @param attempts how many turns a job has at most, when crashes cut them
 */
public record JobLimits(int concurrent, int queued, int attempts) {

  public static final JobLimits DEFAULTS = new JobLimits(16, 10_000, 3);
}
