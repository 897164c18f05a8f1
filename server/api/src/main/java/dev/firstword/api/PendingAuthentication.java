package dev.firstword.api;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.protocol.ProblemException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A running authentication, started when the request head arrived.
 *
 * @param claimedCaller the caller that the credentials claim to be; unverified, so never to be
 *     trusted
 * @param result completes with the principal, or exceptionally with the reason for a rejection
 */
public record PendingAuthentication(
    Optional<Caller> claimedCaller, CompletableFuture<Authenticated> result) {

  /**
   * An authenticated principal.
   *
   * @param completedNanos when the authentication completed, on the loop's clock
   */
  public record Authenticated(Principal principal, long completedNanos) {}

  /**
   * Waits for the result. Blocks.
   *
   * @throws ProblemException if the caller is rejected
   */
  Authenticated await() {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    } catch (CancellationException e) {
      throw new IllegalStateException("this future is never cancelled", e);
    }
  }

  /** Returns whether the authentication is still running, so that the time can be used. */
  boolean isPending() {
    return !result.isDone();
  }
}
