package dev.firstword.core.identity.limit;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses rate limits shared by all nodes, and this node's own limits while the shared ones are
 * unavailable. An outage of the shared store admits slightly more turns and delays none.
 */
public final class FallbackRateLimiter implements RateLimiter {

  /** How long the shared limits are not tried after a failure. */
  static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(FallbackRateLimiter.class);

  private final RateLimiter shared;
  private final RateLimiter local;
  private final LongSupplier nanoTime;
  private final AtomicReference<State> state = new AtomicReference<>(new Available());

  /**
   * Creates a limiter.
   *
   * @param shared throws anything but a rejection if it is unavailable
   */
  public FallbackRateLimiter(RateLimiter shared, RateLimiter local, LongSupplier nanoTime) {
    this.shared = shared;
    this.local = local;
    this.nanoTime = nanoTime;
  }

  private sealed interface State {}

  private record Available() implements State {}

  private record Unavailable(long sinceNanos) implements State {}

  @Override
  public void acquireTurn(Caller caller) {
    runWithFallback(limits -> limits.acquireTurn(caller));
  }

  @Override
  public void refundTurn(Caller caller) {
    runWithFallback(limits -> limits.refundTurn(caller));
  }

  @Override
  public void chargeTokens(Caller caller, long tokens) {
    runWithFallback(limits -> limits.chargeTokens(caller, tokens));
  }

  @Override
  public void forget(Caller caller) {
    local.forget(caller);
    shared.forget(caller);
  }

  private void runWithFallback(Consumer<RateLimiter> operation) {
    if (!shouldTryShared()) {
      operation.accept(local);
      return;
    }
    try {
      operation.accept(shared);
      markAvailable();
    } catch (ProblemException e) {
      markAvailable();
      throw e;
    } catch (RuntimeException e) {
      markUnavailable(e);
      operation.accept(local);
    }
  }

  private boolean shouldTryShared() {
    return switch (state.get()) {
      case Available _ -> true;
      case Unavailable unavailable -> {
        long now = nanoTime.getAsLong();
        // One caller retries; the others do not wait for it.
        yield now - unavailable.sinceNanos >= RETRY_INTERVAL.toNanos()
            && state.compareAndSet(unavailable, new Unavailable(now));
      }
    };
  }

  private void markAvailable() {
    if (state.getAndSet(new Available()) instanceof Unavailable) {
      log.info("the shared rate limits are back");
    }
  }

  private void markUnavailable(RuntimeException failure) {
    if (state.getAndSet(new Unavailable(nanoTime.getAsLong())) instanceof Available) {
      log.warn(
          "the shared rate limits can't be reached; this node uses its own until they are"
              + " back: {}",
          failure.toString());
    }
  }
}
