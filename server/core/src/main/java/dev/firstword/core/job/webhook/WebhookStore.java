package dev.firstword.core.job.webhook;

import java.util.Collection;
import java.util.Optional;

/**
 * Stores webhooks until they are delivered, for one node or for several that share it. They are
 * inserted with the end of their job; see {@link dev.firstword.core.job.JobStore#markEnded}. All
 * methods block, and throw a {@link dev.firstword.core.protocol.ProblemException} whose action is
 * "wait" when the store is unavailable.
 */
public interface WebhookStore {

  /**
   * Claims the pending webhook that has been due longest and that no other node has claimed.
   *
   * @param untilMs when the claim expires
   * @param busyHosts receivers to skip
   */
  Optional<Webhook> claim(
      long nowMs, long untilMs, Collection<String> busyHosts, Collection<String> busyTenants);

  /**
   * Records the result of an attempt and releases the claim; has no effect if another node has
   * already recorded that attempt.
   */
  void recordAttempt(Webhook webhook);

  /**
   * Disables all pending webhooks of the tenant to the URL, except those that are claimed and will
   * record their own attempt, and remembers that it is disabled.
   */
  void disable(String tenant, String url, long nowMs);

  /** Whether the webhooks of the tenant to the URL were disabled after the given time. */
  boolean isDisabled(String tenant, String url, long afterMs);

  /** Finds the webhook of a job. */
  Optional<Webhook> findByJob(String jobId);
}
