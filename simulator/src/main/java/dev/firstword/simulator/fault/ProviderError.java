package dev.firstword.simulator.fault;

/** The errors that a fault can answer with, independent of the protocol. */
public enum ProviderError {
  AUTHENTICATION,
  RATE_LIMIT,
  /** A rate limit that does not end by waiting. */
  SPEND_CAP,
  OVERLOADED,
  SERVER_ERROR
}
