package dev.firstword.core.turn.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.firstword.core.turn.admission.InFlightRequests.Key;
import dev.firstword.core.turn.admission.InFlightRequests.Reservation;
import dev.firstword.core.turn.admission.InFlightRequests.ReservationResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * In-flight requests tracked by several threads in every possible order. Run by {@link
 * InFlightRequestsInterleavingTest}.
 */
public final class InFlightRequestsInterleavings {

  private static final Key KEY = new Key.Idempotency("tenant", "key");
  private static final String DIGEST = "digest";

  private InFlightRequestsInterleavings() {}

  private static InFlightRequests newRequests() {
    return new InFlightRequests(() -> 0);
  }

  /** Describes a reservation from the point of view of its caller. */
  private static String describe(@Nullable ReservationResult result) {
    if (result == null) {
      return "none";
    }
    if (result.isOwner()) {
      return "owner";
    }
    return Objects.requireNonNull(result.reservation().turn).isDone() ? "answered" : "waiting";
  }

  /** Of two concurrent callers exactly one becomes the owner, and a later caller does not. */
  @JCStressTest
  @Outcome(
      id = {"true, false, false", "false, true, false"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "two turns for one request, or none")
  @State
  public static class ConcurrentReservations {
    private final InFlightRequests inFlight = newRequests();

    @Actor
    public void first(ZZZ_Result result) {
      result.r1 = inFlight.reserve(KEY, DIGEST).isOwner();
    }

    @Actor
    public void second(ZZZ_Result result) {
      result.r2 = inFlight.reserve(KEY, DIGEST).isOwner();
    }

    @Arbiter
    public void later(ZZZ_Result result) {
      result.r3 = inFlight.reserve(KEY, DIGEST).isOwner();
    }
  }

  /**
   * While the owner fails, another caller either takes over or learns of the failure; it never
   * waits forever.
   */
  @JCStressTest
  @Outcome(id = "owner", expect = ACCEPTABLE, desc = "called after the failure: may try")
  @Outcome(id = "answered", expect = ACCEPTABLE, desc = "called before the failure: learns of it")
  @Outcome(expect = FORBIDDEN, desc = "waits for a turn that will never start")
  @State
  public static class ReservationDuringFailure {
    private final InFlightRequests inFlight = newRequests();
    private final Reservation reservation = inFlight.reserve(KEY, DIGEST).reservation();
    private @Nullable ReservationResult outcome;

    @Actor
    public void owner() {
      inFlight.fail(reservation, new IllegalStateException("the store is away"));
    }

    @Actor
    public void other() {
      outcome = inFlight.reserve(KEY, DIGEST);
    }

    @Arbiter
    public void after(L_Result result) {
      result.r1 = describe(outcome);
    }
  }

  /**
   * When the owner fails and retries alongside another caller, one of them becomes the owner and
   * the other waits for it.
   */
  @JCStressTest
  @Outcome(
      id = {"owner, waiting", "waiting, owner"},
      expect = ACCEPTABLE,
      desc = "one starts the turn that the other waits for")
  @Outcome(
      id = "owner, answered",
      expect = ACCEPTABLE,
      desc = "the other called before the failure, and learned of it")
  @Outcome(expect = FORBIDDEN, desc = "two owners, or a caller that waits forever")
  @State
  public static class RetryDuringReservation {
    private final InFlightRequests inFlight = newRequests();
    private final Reservation reservation = inFlight.reserve(KEY, DIGEST).reservation();
    private @Nullable ReservationResult retry;
    private @Nullable ReservationResult other;

    @Actor
    public void owner() {
      inFlight.fail(reservation, new IllegalStateException("the store is away"));
      retry = inFlight.reserve(KEY, DIGEST);
    }

    @Actor
    public void another() {
      other = inFlight.reserve(KEY, DIGEST);
    }

    @Arbiter
    public void after(LL_Result result) {
      result.r1 = describe(retry);
      result.r2 = describe(other);
    }
  }

  /** Releasing a reservation late does not release that of another caller. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the new reservation stays active")
  @Outcome(expect = FORBIDDEN, desc = "two owners for one key, or none")
  @State
  public static class LateRelease {
    private final InFlightRequests inFlight = newRequests();
    private final Reservation old = inFlight.reserve(KEY, DIGEST).reservation();

    public LateRelease() {
      Objects.requireNonNull(old.turn)
          .completeExceptionally(new IllegalStateException("stands no more"));
    }

    @Actor
    public void timer() {
      inFlight.release(old);
    }

    @Actor
    public void caller(ZZ_Result result) {
      result.r1 = inFlight.reserve(KEY, DIGEST).isOwner();
    }

    @Arbiter
    public void laterCaller(ZZ_Result result) {
      result.r2 = inFlight.reserve(KEY, DIGEST).isOwner();
    }
  }
}
