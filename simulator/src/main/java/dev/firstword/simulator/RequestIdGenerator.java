package dev.firstword.simulator;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Generates request ids that are unique across processes. */
final class RequestIdGenerator {
  private static final int RADIX = 36;

  private final String processPrefix =
      Long.toString(new SecureRandom().nextLong() & 0xFFFFFFFFFFL, RADIX);
  private final AtomicLong counter = new AtomicLong();

  String next() {
    return "req_sim" + processPrefix + "x" + Long.toString(counter.incrementAndGet(), RADIX);
  }
}
