package dev.firstword.core.identity.limit;

import dev.firstword.core.identity.Caller;

/** What is rate limited, per user or per tenant. */
public enum Meter {
  USER_TURNS,
  TENANT_TURNS,
  USER_TOKENS,
  TENANT_TOKENS,
  USER_PREPARATIONS,
  /** Turns of a user whose credentials limit them. */
  GRANTED_TURNS;

  /** Returns the key of this meter's bucket for a caller. */
  public BucketKey keyFor(Caller caller) {
    return switch (this) {
      case USER_TURNS, USER_TOKENS, USER_PREPARATIONS, GRANTED_TURNS ->
          new BucketKey(this, caller.tenant(), caller.user());
      case TENANT_TURNS, TENANT_TOKENS -> new BucketKey(this, caller.tenant(), "");
    };
  }

  /**
   * Identifies one bucket.
   *
   * @param user the user; empty for a tenant's bucket
   */
  public record BucketKey(Meter meter, String tenant, String user) {}
}
