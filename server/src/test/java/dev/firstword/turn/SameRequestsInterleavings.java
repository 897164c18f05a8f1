package dev.firstword.turn;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.firstword.turn.SameRequests.Claim;
import dev.firstword.turn.SameRequests.Claimed;
import dev.firstword.turn.SameRequests.Key;
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
 * The registry of same requests, asked from several threads in every order that those bring about.
 * {@link InterleavingTest} runs these.
 */
final class SameRequestsInterleavings {

  private static final Key KEY = new Key.Idempotency("tenant", "key");
  private static final String DIGEST = "digest";

  private SameRequestsInterleavings() {}

  private static SameRequests registry() {
    return new SameRequests(() -> 0);
  }

  /** How a claim stands for the one who made it. */
  private static String standing(@Nullable Claimed claimed) {
    if (claimed == null) {
      return "none";
    }
    if (claimed.isMine()) {
      return "owner";
    }
    return claimed.claim().turn.isDone() ? "answered" : "waiting";
  }

  /** Of two at once one begins the turn, and whoever comes later does not. */
  @JCStressTest
  @Outcome(
      id = {"true, false, false", "false, true, false"},
      expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "two turns for one request, or none")
  @State
  public static class ClaimingAtOnce {
    private final SameRequests requests = registry();

    @Actor
    public void first(ZZZ_Result result) {
      result.r1 = requests.claim(KEY, DIGEST).isMine();
    }

    @Actor
    public void second(ZZZ_Result result) {
      result.r2 = requests.claim(KEY, DIGEST).isMine();
    }

    @Arbiter
    public void later(ZZZ_Result result) {
      result.r3 = requests.claim(KEY, DIGEST).isMine();
    }
  }

  /** While one gives up, another takes over or is told; it is never left waiting for nobody. */
  @JCStressTest
  @Outcome(id = "owner", expect = ACCEPTABLE, desc = "came after: may try itself")
  @Outcome(id = "answered", expect = ACCEPTABLE, desc = "came before: is told of the failure")
  @Outcome(expect = FORBIDDEN, desc = "waits for a turn that nobody will begin")
  @State
  public static class ClaimingWhileTheOwnerGivesUp {
    private final SameRequests requests = registry();
    private final Claim given = requests.claim(KEY, DIGEST).claim();
    private @Nullable Claimed claimed;

    @Actor
    public void owner() {
      requests.giveUp(given, new IllegalStateException("the store is away"));
    }

    @Actor
    public void other() {
      claimed = requests.claim(KEY, DIGEST);
    }

    @Arbiter
    public void after(L_Result result) {
      result.r1 = standing(claimed);
    }
  }

  /** Of the one who gave up and tries again and another, one takes over and the other follows. */
  @JCStressTest
  @Outcome(
      id = {"owner, waiting", "waiting, owner"},
      expect = ACCEPTABLE,
      desc = "one of them begins the turn that the other waits for")
  @Outcome(
      id = "owner, answered",
      expect = ACCEPTABLE,
      desc = "the other came before, and was told of the failure")
  @Outcome(expect = FORBIDDEN, desc = "two owners, or one who waits for nobody")
  @State
  public static class TryingAgainBesideAnother {
    private final SameRequests requests = registry();
    private final Claim given = requests.claim(KEY, DIGEST).claim();
    private @Nullable Claimed again;
    private @Nullable Claimed other;

    @Actor
    public void owner() {
      requests.giveUp(given, new IllegalStateException("the store is away"));
      again = requests.claim(KEY, DIGEST);
    }

    @Actor
    public void another() {
      other = requests.claim(KEY, DIGEST);
    }

    @Arbiter
    public void after(LL_Result result) {
      result.r1 = standing(again);
      result.r2 = standing(other);
    }
  }

  /** A claim that is forgotten late takes nobody else's with it. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the new claim stands for all to come")
  @Outcome(expect = FORBIDDEN, desc = "two owners for one key, or none")
  @State
  public static class ForgettingLate {
    private final SameRequests requests = registry();
    private final Claim old = requests.claim(KEY, DIGEST).claim();

    public ForgettingLate() {
      old.turn.completeExceptionally(new IllegalStateException("stands no more"));
    }

    @Actor
    public void timer() {
      requests.forget(old);
    }

    @Actor
    public void somebody(ZZ_Result result) {
      result.r1 = requests.claim(KEY, DIGEST).isMine();
    }

    @Arbiter
    public void somebodyLater(ZZ_Result result) {
      result.r2 = requests.claim(KEY, DIGEST).isMine();
    }
  }
}
