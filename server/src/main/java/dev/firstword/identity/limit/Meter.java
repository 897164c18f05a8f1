package dev.firstword.identity.limit;

import dev.firstword.identity.Caller;

/** What is counted, and for whom. */
public enum Meter {
  USER_TURNS,
  TENANT_TURNS,
  USER_TOKENS,
  TENANT_TOKENS,
  USER_HEAD_STARTS;

  /** What this counts for that caller. */
  public Account account(Caller caller) {
    return switch (this) {
      case USER_TURNS, USER_TOKENS, USER_HEAD_STARTS ->
          new Account(this, caller.tenant(), caller.user());
      case TENANT_TURNS, TENANT_TOKENS -> new Account(this, caller.tenant(), "");
    };
  }

  /**
   * One count.
   *
   * @param user empty for a tenant's
   */
  public record Account(Meter meter, String tenant, String user) {}
}
