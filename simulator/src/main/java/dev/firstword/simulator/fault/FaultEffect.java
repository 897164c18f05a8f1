package dev.firstword.simulator.fault;

/** What a fault affects. Each kind of effect has a part of the simulator that carries it out. */
public sealed interface FaultEffect {

  /** Rejects a call, or ends a started stream with an error. */
  enum Rejection implements FaultEffect {
    RESET,
    AUTHENTICATION,
    RATE_LIMIT,
    SERVER_ERROR,
    OVERLOADED,
    /** The error's status is 200. */
    STATUS_200
  }

  /** Happens at one point of a response. */
  enum Interruption implements FaultEffect {
    SILENCE,
    CUT,
    MALFORMED,
    HUGE_EVENT
  }

  /** Keeps a thought from ending. */
  enum StuckThought implements FaultEffect {
    WEDGED,
    EMPTY_DELTAS,
    HALF_OPEN
  }

  /** Changes only how a response's bytes are sent, not the bytes themselves. */
  enum Delivery implements FaultEffect {
    SLOW_DRIP,
    SPLIT
  }

  /** Changes how a response is written. Servers in the field write like this. */
  enum Oddity implements FaultEffect {
    /** The same answer in other events, or in one reply. */
    FORMAT,
    /** The answer itself is another one, or ends earlier. */
    ANSWER,
    /** The arguments of tool calls are divided into other pieces. */
    ARGUMENTS
  }
}
