package dev.firstword.core.identity.limit;

import dev.firstword.core.identity.Caller;

/**
 * Limits how many turns and tokens users and tenants may use. A turn's tokens are known only when
 * it has ended, so they are charged then, even past the limit. The debt has to refill before the
 * next turn.
 */
public interface RateLimiter {

  /** Limits nothing. */
  RateLimiter UNLIMITED =
      new RateLimiter() {
        @Override
        public void acquireTurn(Caller caller) {}

        @Override
        public void refundTurn(Caller caller) {}

        @Override
        public void chargeTokens(Caller caller, long tokens) {}

        @Override
        public void forget(Caller caller) {}
      };

  /**
   * Charges a turn before it starts. May block briefly.
   *
   * @throws dev.firstword.core.protocol.ProblemException with 429 if the limit is reached; then
   *     nothing is charged
   */
  void acquireTurn(Caller caller);

  /** Refunds a turn that did not start. May block briefly. */
  void refundTurn(Caller caller);

  /**
   * Charges the tokens that a turn has used. May block briefly.
   *
   * @param tokens input and output tokens; 0 charges nothing
   */
  void chargeTokens(Caller caller, long tokens);

  /** Drops what is counted of a user who was erased. May block briefly. */
  void forget(Caller caller);
}
