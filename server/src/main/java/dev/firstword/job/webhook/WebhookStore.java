package dev.firstword.job.webhook;

import java.util.Collection;
import java.util.Optional;

/**
 * Where webhooks are kept until they are delivered, for one node or for many that share it. They
 * come in with the end of their job, see {@link dev.firstword.job.JobStore#end}. All methods block,
 * and throw a {@link dev.firstword.protocol.RefusedException} that says "wait" when the store can't
 * be reached.
 */
public interface WebhookStore {

  /**
   * Takes the pending webhook that is due longest and that nobody else has claimed.
   *
   * @param untilMs how long it is the caller's
   * @param busyHosts receivers to pass over
   */
  Optional<Webhook> claim(long nowMs, long untilMs, Collection<String> busyHosts);

  /**
   * Notes what became of a claimed webhook's attempt, which makes it anybody's again; nothing when
   * somebody else has noted that attempt already.
   */
  void attempted(Webhook after);

  /**
   * Makes all pending webhooks of that tenant's to that address disabled, but for those that are
   * claimed and have an attempt of their own to note, and remembers it.
   */
  void disable(String tenant, String url, long nowMs);

  /** Whether the tenant's webhooks to that address were disabled after that time. */
  boolean isDisabled(String tenant, String url, long afterMs);

  /** The webhook that tells of a job. */
  Optional<Webhook> ofJob(String jobId);
}
