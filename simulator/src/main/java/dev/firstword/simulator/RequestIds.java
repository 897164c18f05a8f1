package dev.firstword.simulator;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Gives every request an id that no other request has, in this process or another. */
final class RequestIds {
  private static final int BASE = 36;

  private final String process = Long.toString(new SecureRandom().nextLong() & 0xFFFFFFFFFFL, BASE);
  private final AtomicLong last = new AtomicLong();

  String next() {
    return "req_sim" + process + "x" + Long.toString(last.incrementAndGet(), BASE);
  }
}
