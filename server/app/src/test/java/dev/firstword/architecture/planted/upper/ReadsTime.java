package dev.firstword.architecture.planted.upper;

import dev.firstword.relay.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Takes the time from the machine in each of the ways that are banned. */
final class ReadsTime {

  private ReadsTime() {}

  static long call() {
    return System.nanoTime();
  }

  static LongSupplier reference() {
    return System::nanoTime;
  }

  static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(1);
  }

  static Instant wallClock() {
    return Instant.now();
  }

  static Clock notInjected() {
    return Clock.system();
  }
}
