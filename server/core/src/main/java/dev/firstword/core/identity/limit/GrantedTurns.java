package dev.firstword.core.identity.limit;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Grant;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.limit.Meter.BucketKey;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** Checks new turns against what the credentials of their caller allow. Each node counts alone. */
public record GrantedTurns(BucketStore buckets) {

  /**
   * Charges a turn.
   *
   * @throws ProblemException with 403 if the profile is not allowed, with 429 if there are too many
   */
  public void acquire(Principal principal, String profile) {
    principal.grant().requireProfile(profile);
    acquire(principal);
  }

  /**
   * Charges a call that has no profile.
   *
   * @throws ProblemException as {@link #acquire(Principal, String)} does
   */
  public void acquireCall(Principal principal) {
    principal.grant().requireAllProfiles();
    acquire(principal);
  }

  private void acquire(Principal principal) {
    Grant grant = principal.grant();
    Integer perMinute = grant.turnsPerMinute();
    if (perMinute == null) {
      return;
    }
    ConsumptionProbe probe =
        buckets
            .bucket(key(principal.caller(), perMinute), perMinute)
            .tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      // Rounded up, so that a caller that waits this long is admitted.
      Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill()).plusSeconds(1);
      throw new ProblemException(Problem.rateLimited(wait));
    }
  }

  /** Each limit has a bucket of its own, because a bucket keeps the limit it began with. */
  private static BucketKey key(Caller caller, int perMinute) {
    return new BucketKey(Meter.GRANTED_TURNS, caller.tenant(), perMinute + " " + caller.user());
  }
}
