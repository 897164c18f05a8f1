package dev.firstword.identity.limit;

import dev.firstword.identity.Caller;
import dev.firstword.protocol.RefusedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts that nodes share, and counts of this node's own for as long as those can't be reached: a
 * store of counts that is away lets people through a little more often, and holds nobody up.
 */
public final class FallbackRateLimits implements RateLimits {

  /** How long the shared counts are left alone after they failed. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(FallbackRateLimits.class);

  private final RateLimits shared;
  private final RateLimits own;
  private final LongSupplier nanoTime;
  private final AtomicReference<State> state = new AtomicReference<>(new Reached());

  /**
   * Both.
   *
   * @param shared throws something else than a refusal when it can't be reached
   */
  public FallbackRateLimits(RateLimits shared, RateLimits own, LongSupplier nanoTime) {
    this.shared = shared;
    this.own = own;
    this.nanoTime = nanoTime;
  }

  private sealed interface State {}

  private record Reached() implements State {}

  private record Away(long sinceNanos) implements State {}

  @Override
  public void admit(Caller caller) {
    count(limits -> limits.admit(caller));
  }

  @Override
  public void giveBack(Caller caller) {
    count(limits -> limits.giveBack(caller));
  }

  @Override
  public void spend(Caller caller, long tokens) {
    count(limits -> limits.spend(caller, tokens));
  }

  private void count(Consumer<RateLimits> charge) {
    if (!maybeReached()) {
      charge.accept(own);
      return;
    }
    try {
      charge.accept(shared);
      noteReached();
    } catch (RefusedException e) {
      noteReached();
      throw e;
    } catch (RuntimeException e) {
      noteAway(e);
      charge.accept(own);
    }
  }

  private boolean maybeReached() {
    return switch (state.get()) {
      case Reached _ -> true;
      case Away away -> {
        long now = nanoTime.getAsLong();
        // One tries again; the others do not wait for what comes of it.
        yield now - away.sinceNanos >= PAUSE.toNanos() && state.compareAndSet(away, new Away(now));
      }
    };
  }

  private void noteReached() {
    if (state.getAndSet(new Reached()) instanceof Away) {
      log.info("the shared rate limits are back");
    }
  }

  private void noteAway(RuntimeException failure) {
    if (state.getAndSet(new Away(nanoTime.getAsLong())) instanceof Reached) {
      log.warn(
          "the shared rate limits can't be reached; this node counts by itself until they are"
              + " back: {}",
          failure.toString());
    }
  }
}
