package dev.firstword.routing.caching;

import dev.firstword.prompt.CacheLife;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Decides for one prefix how long it is written for, and whether it is refreshed before the
 * provider forgets it, so that the whole costs least.
 *
 * <p>Each way of doing it (a life, and after how many refreshes in a row without a turn to stop) is
 * charged for every gap between turns that was seen, as if it alone had been used; the gap that
 * lasts counts as far as it has come. Of those that have cost about the least the one is followed
 * that lasts longest: a refresh too many costs a twelfth of a write too many. Before there are gaps
 * it goes by a few that are spread evenly over the scales from half a minute to eight hours. A
 * longer life has to be cheaper by what writing for it costs more, and by a standard deviation of
 * what chance makes; what is held is let go for it only where the gaps that were seen say so.
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

  /** What a way may have cost more than the cheapest and still be followed, at the beginning. */
  private static final double SPARED = 0.2;

  /** The same for each unit of cost. */
  private static final double SPARED_SHARE = 0.002;

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
    private double costOfSeen;
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

    /** The gap that lasts included. */
    private double costSoFar(long ageMs) {
      return cost + refreshesCost(ageMs);
    }

    private double seenSoFar(long ageMs) {
      return costOfSeen + refreshesCost(ageMs);
    }

    /** Of what it cost, against the simple way that has cost less. */
    private double deviation(boolean quiet) {
      return Math.sqrt(quiet ? squaredAgainstNever : squaredAgainstAlways);
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
      if (weight == 1) { // What was only imagined is no reason to pay ahead.
        way.costOfSeen += cost;
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
    double extra = tariff.write(longest) - tariff.write(never.life);
    return hasGap && gain(never.life, longest, way -> way.cost) > extra ? longest : never.life;
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
    CacheLife longest = ways.getLast().life;
    double extra = tariff.write(longest) - tariff.read();
    if (longest != held && gain(held, longest, way -> way.seenSoFar(ageMs)) > extra) {
      return false;
    }
    double least = of(held).mapToDouble(way -> way.costSoFar(ageMs)).min().orElse(0);
    double most = least * (1 + SPARED_SHARE) + SPARED;
    return of(held)
        .filter(way -> way.coversMs() > ageMs + ahead(held).toMillis())
        .anyMatch(way -> way.costSoFar(ageMs) <= most);
  }

  private Stream<Way> of(CacheLife life) {
    return ways.stream().filter(way -> way.life == life);
  }

  /** What the longer life would have saved, as far as that is no chance. */
  private double gain(CacheLife life, CacheLife longer, ToDoubleFunction<Way> cost) {
    boolean quiet = cost.applyAsDouble(never) <= cost.applyAsDouble(always);
    double least = of(life).mapToDouble(cost).min().orElse(0);
    return of(longer)
        .mapToDouble(way -> least - cost.applyAsDouble(way) - way.deviation(quiet))
        .max()
        .orElse(0);
  }
}
