package dev.firstword.routing.caching;

import dev.firstword.prompt.CacheLife;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one prefix how long it is written for, and whether it is refreshed before the
 * provider forgets it, so that the whole costs least.
 *
 * <p>Each way of doing it (a life, and after how many refreshes in a row without a turn to stop) is
 * charged for every gap between turns that was seen, as if it alone had been used; the gap that
 * lasts counts as far as it has come. The cheapest so far is followed. Before there are gaps it
 * goes by a few that are spread evenly over the scales from half a minute to eight hours. A longer
 * life has to be cheaper by what writing for it costs more, and by a standard deviation of what
 * chance makes.
 *
 * <p>Costs are multiples of what the prefix costs when it is read without a cache. Not safe for
 * threads.
 */
public final class RefreshPolicy {

  /** In shorter steps where they are cheap; beyond the last, writing anew is far cheaper. */
  private static final int[] REFRESHES_OF_FIVE_MINUTES = {0, 1, 2, 3, 4, 6, 8, 11, 16, 24};

  private static final int[] REFRESHES_OF_AN_HOUR = {0, 1, 2, 3, 5, 8, 12};

  private static final List<Duration> IMAGINED_GAPS =
      List.of(
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(8),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(8));

  /** Of one imagined gap against one that was seen. */
  private static final double IMAGINED_WEIGHT = 0.25;

  private final Tariff tariff;
  private final List<Way> ways = new ArrayList<>();
  private final Way never;
  private final Way always;
  private long lastArrivalMs = -1;
  private boolean hasGap;

  /**
   * Has seen nothing yet.
   *
   * @param lives that it may be written for; not empty
   * @param refreshing whether it may be refreshed at all
   */
  public RefreshPolicy(Tariff tariff, Set<CacheLife> lives, boolean refreshing) {
    this.tariff = tariff;
    for (CacheLife life : CacheLife.values()) {
      if (lives.contains(life)) {
        for (int refreshes : refreshing ? steps(life) : new int[] {0}) {
          ways.add(new Way(life, refreshes));
        }
      }
    }
    never = ways.getFirst();
    always = ways.stream().filter(way -> way.life == never.life).toList().getLast();
    IMAGINED_GAPS.forEach(gap -> charge(gap.toMillis(), IMAGINED_WEIGHT));
  }

  private static int[] steps(CacheLife life) {
    return switch (life) {
      case FIVE_MINUTES -> REFRESHES_OF_FIVE_MINUTES;
      case ONE_HOUR -> REFRESHES_OF_AN_HOUR;
    };
  }

  /** How long before the provider forgets a prefix it is refreshed. */
  public static Duration ahead(CacheLife life) {
    return switch (life) {
      case FIVE_MINUTES -> Duration.ofSeconds(20);
      case ONE_HOUR -> Duration.ofMinutes(1);
    };
  }

  private static long stepMs(CacheLife life) {
    return life.duration().minus(ahead(life)).toMillis();
  }

  /** A way of doing it, and what it would have cost so far. */
  private final class Way {
    private final CacheLife life;
    private final int refreshes;
    private double cost;
    private double squaredAgainstNever;
    private double squaredAgainstAlways;

    private Way(CacheLife life, int refreshes) {
      this.life = life;
      this.refreshes = refreshes;
    }

    /** Until so long after a turn the prefix is there. */
    private long coversMs() {
      return refreshes * stepMs(life) + life.duration().toMillis();
    }

    private double refreshesCost(long ageMs) {
      return tariff.read() * Math.min(refreshes, ageMs / stepMs(life));
    }

    private double costOf(long gapMs) {
      return refreshesCost(gapMs) + (gapMs < coversMs() ? tariff.read() : tariff.write(life));
    }
  }

  private void charge(long gapMs, double weight) {
    double ofNever = never.costOf(gapMs);
    double ofAlways = always.costOf(gapMs);
    for (Way way : ways) {
      double cost = way.costOf(gapMs);
      way.cost += weight * cost;
      if (weight == 1) { // Of what was only imagined there is no chance to be wary of.
        way.squaredAgainstNever += (cost - ofNever) * (cost - ofNever);
        way.squaredAgainstAlways += (cost - ofAlways) * (cost - ofAlways);
      }
    }
  }

  /** A turn with that prefix begins. Times are of any one clock, and never go back. */
  public void arrived(long atMs) {
    if (lastArrivalMs >= 0) {
      charge(Math.max(0, atMs - lastArrivalMs), 1);
      hasGap = true;
    }
    lastArrivalMs = atMs;
  }

  /** How long it is to be written for, where it has to be written. */
  public CacheLife life() {
    CacheLife longest = ways.getLast().life;
    if (!hasGap || longest == never.life) {
      return never.life;
    }
    double extra = tariff.write(longest) - tariff.write(never.life);
    return cheapest(0, never.life).expected - cheapest(0, longest).expected > extra
        ? longest
        : never.life;
  }

  /**
   * Whether a refresh now costs less than is to be expected from going without. It is not worth one
   * where writing it for a longer life has more in its favour than that costs: it takes a turn that
   * finds it gone.
   *
   * @param held the life that it was written with
   */
  public boolean isWorthRefreshing(CacheLife held, long atMs) {
    long ageMs = atMs - lastArrivalMs;
    Choice best = cheapest(ageMs, null);
    if (best.way.life.compareTo(held) > 0) {
      Choice ofHeld = cheapest(ageMs, held);
      double extra = tariff.write(best.way.life) - tariff.read();
      if (ofHeld.expected - best.expected > extra) {
        return false;
      }
      best = ofHeld;
    }
    return best.way.coversMs() > ageMs + ahead(held).toMillis();
  }

  /** The cheapest way, and what it is taken to have cost. */
  private record Choice(Way way, double expected) {}

  /** Of that life, where one is given. */
  private Choice cheapest(long ageMs, @Nullable CacheLife life) {
    boolean quiet = costSoFar(never, ageMs) <= costSoFar(always, ageMs);
    Way simple = quiet ? never : always;
    Choice best =
        new Choice(
            simple,
            life == null || life == simple.life ? costSoFar(simple, ageMs) : Double.MAX_VALUE);
    for (Way way : ways) {
      if (life == null || life == way.life) {
        double cost = costSoFar(way, ageMs) + doubt(way, quiet);
        if (cost < best.expected - 1e-9) { // Of equals the one that stops sooner.
          best = new Choice(way, cost);
        }
      }
    }
    return best;
  }

  /** A longer life is paid for ahead; ways with the usual one can be left at any time. */
  private double doubt(Way way, boolean quiet) {
    return way.life == never.life
        ? 0
        : Math.sqrt(quiet ? way.squaredAgainstNever : way.squaredAgainstAlways);
  }

  private static double costSoFar(Way way, long ageMs) {
    return way.cost + way.refreshesCost(ageMs);
  }
}
