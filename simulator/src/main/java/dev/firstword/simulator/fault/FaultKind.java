package dev.firstword.simulator.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The ways in which a call can go wrong. */
public enum FaultKind {
  /** The connection is reset without an answer. */
  REFUSE,
  /** 401: the key is not accepted. */
  AUTHENTICATION,
  /** 429: with {@code retry-after} where one is set, without it as a spend cap answers. */
  RATE_LIMIT,
  /** 500. */
  SERVER_ERROR,
  /** 529, or an error event in mid-stream when it strikes after a token. */
  OVERLOADED,
  /** Nothing more is said, for good. */
  SILENCE,
  /** The connection is closed before the answer is whole. */
  CUT,
  /** One event holds broken JSON; the stream then goes on. */
  MALFORMED,
  /** One event is a megabyte long; the stream then goes on. */
  HUGE_EVENT,
  /** An otherwise good answer leaves a few bytes at a time. */
  SLOW_DRIP,
  /** Every event of an otherwise good answer leaves in several writes, cut at random bytes. */
  SPLIT;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<FaultKind> of(String wireName) {
    return Arrays.stream(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }

  /** Whether this turns a call away, unless it strikes only after some tokens. */
  public boolean refuses() {
    return switch (this) {
      case REFUSE, AUTHENTICATION, RATE_LIMIT, SERVER_ERROR, OVERLOADED -> true;
      case SILENCE, CUT, MALFORMED, HUGE_EVENT, SLOW_DRIP, SPLIT -> false;
    };
  }

  /** Whether this changes only how the bytes of an answer leave, not what they are. */
  public boolean changesDeliveryOnly() {
    return this == SLOW_DRIP || this == SPLIT;
  }
}
