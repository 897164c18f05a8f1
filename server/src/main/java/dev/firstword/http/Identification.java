package dev.firstword.http;

import dev.firstword.identity.Caller;
import dev.firstword.identity.Principal;
import dev.firstword.protocol.RefusedException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Finding out who is asking, under way since the request's head came.
 *
 * @param seeming who it seems to be; to be believed by nobody
 * @param identified completes with who it is, or with why they are refused
 */
record Identification(Optional<Caller> seeming, CompletableFuture<Identified> identified) {

  /** Whoever is asking, and when that was known, on the loop's clock. */
  record Identified(Principal principal, long nanos) {}

  /**
   * Waits until it is known.
   *
   * @throws RefusedException when they may not come in
   */
  Identified await() {
    try {
      return identified.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    } catch (CancellationException e) {
      throw new IllegalStateException("nobody cancels this", e);
    }
  }

  /** Whether there is time to be made use of. */
  boolean isStillUnderWay() {
    return !identified.isDone();
  }
}
