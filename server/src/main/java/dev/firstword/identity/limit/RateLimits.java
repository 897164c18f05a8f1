package dev.firstword.identity.limit;

import dev.firstword.identity.Caller;

/**
 * Lets people begin turns as long as they and their tenant have not had too many. What a turn costs
 * in tokens is known when it has ended: it is charged then, also when more than was left, and what
 * is owed has to run off before the next turn.
 */
public interface RateLimits {

  /** For whoever limits nothing. */
  RateLimits UNLIMITED =
      new RateLimits() {
        @Override
        public void admit(Caller caller) {}

        @Override
        public void giveBack(Caller caller) {}

        @Override
        public void spend(Caller caller, long tokens) {}
      };

  /**
   * Charges a turn that is about to begin. May block, for a moment.
   *
   * @throws dev.firstword.protocol.RefusedException with 429 when there may be none now; then
   *     nothing is charged
   */
  void admit(Caller caller);

  /** Takes back a charge: the turn did not begin after all. May block, for a moment. */
  void giveBack(Caller caller);

  /**
   * Charges what a turn has used. May block, for a moment.
   *
   * @param tokens read and written; 0 charges nothing
   */
  void spend(Caller caller, long tokens);
}
