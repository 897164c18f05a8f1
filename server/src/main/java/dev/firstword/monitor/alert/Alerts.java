package dev.firstword.monitor.alert;

import dev.firstword.monitor.alert.Alert.Burn;
import dev.firstword.monitor.alert.Alert.Severity;
import dev.firstword.monitor.alert.BurnRule.Span;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.monitor.series.Tally;
import dev.firstword.monitor.series.Tally.Kept;
import dev.firstword.monitor.series.Window;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the levels, and tells when one is broken and when it is kept again. There is at most one
 * alert a level and severity at a time, and none on few turns.
 */
public final class Alerts implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration KEPT_AFTER_END = Duration.ofHours(24);
  private static final int MOST_ENDED = 100;

  /** Fewer turns outside are chance, where a promise allows one in a hundred. */
  private static final int LEAST_OUTSIDE = 3;

  /** Under that, turns miss the level no faster than promised. */
  private static final double KEPT_AGAIN = 1;

  private static final Logger log = LoggerFactory.getLogger(Alerts.class);

  private final ServiceLevels levels;
  private final Counts counts;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Alert> firing = new LinkedHashMap<>();
  private final Deque<Alert> ended = new ArrayDeque<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private @Nullable Thread thread;

  /** Hears that an alert fires or has ended: it must only note it and hand on. */
  public interface Listener {
    void changed(Alert alert);
  }

  /** From now on that listener hears. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** What was counted over some time. */
  public interface Counts {
    Tally newest(Window window, int slices);
  }

  public Alerts(ServiceLevels levels, Counts counts, InstantSource clock) {
    this.levels = levels;
    this.counts = counts;
    this.clock = clock;
  }

  /** Begins to look by itself. */
  public void start() {
    thread = Thread.ofVirtual().name("alerts").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("nobody is told of broken service levels from now on", e);
    }
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Looks whether levels are kept, now. */
  public void look() {
    long now = clock.millis();
    Map<Span, Tally> tallies = new LinkedHashMap<>();
    for (BurnRule rule : BurnRule.ALL) {
      for (Span span : List.of(rule.slow(), rule.quick())) {
        tallies.computeIfAbsent(span, each -> counts.newest(each.window(), each.slices()));
      }
    }
    lock.lock();
    try {
      for (ServiceLevel level : levels.all()) {
        for (Severity severity : Severity.values()) {
          look(level, severity, tallies, now);
        }
      }
      while (!ended.isEmpty() && isForgotten(ended.getLast(), now)) {
        ended.removeLast();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isForgotten(Alert alert, long nowMs) {
    Long at = alert.endedAtMs();
    return ended.size() > MOST_ENDED || (at != null && nowMs - at > KEPT_AFTER_END.toMillis());
  }

  private void look(ServiceLevel level, Severity severity, Map<Span, Tally> tallies, long nowMs) {
    String key = level.key() + "!" + severity.wireName();
    Optional<Alert> burning =
        BurnRule.ALL.stream()
            .filter(rule -> rule.severity() == severity)
            .flatMap(rule -> burning(level, rule, tallies, nowMs).stream())
            .findFirst();
    Alert before = firing.get(key);
    if (burning.isPresent()) {
      firing.put(key, before == null ? told(burning.get()) : burning.get().since(before));
    } else if (before != null && isKeptAgain(level, tallies)) {
      firing.remove(key);
      Alert over = before.ended(nowMs);
      ended.addFirst(over);
      listeners.forEach(listener -> listener.changed(over));
      log.info("service level {} is kept again for {}", level.name(), level.scope().wireName());
    }
  }

  private Alert told(Alert alert) {
    ServiceLevel level = alert.level();
    log.warn(
        "service level {} is broken for {}: of {} turns in {}, {} % are over {} ms ({})",
        level.name(),
        level.scope().wireName(),
        alert.turns(),
        alert.burn().slow(),
        Math.round(alert.burn().slowRate() * (1 - level.share()) * 100),
        level.limit(),
        alert.severity().wireName());
    listeners.forEach(listener -> listener.changed(alert));
    return alert;
  }

  private static Optional<Alert> burning(
      ServiceLevel level, BurnRule rule, Map<Span, Tally> tallies, long nowMs) {
    Kept slow = kept(level, rule.slow(), tallies);
    Kept quick = kept(level, rule.quick(), tallies);
    boolean isEnough = slow.count() >= ServiceLevel.LEAST_TURNS && slow.outside() >= LEAST_OUTSIDE;
    if (!isEnough
        || rate(level, slow) < rule.threshold()
        || rate(level, quick) < rule.threshold()) {
      return Optional.empty();
    }
    return Optional.of(
        new Alert(
            level,
            rule.severity(),
            nowMs,
            null,
            slow.count(),
            new Burn(
                rule.slow().name(),
                rate(level, slow),
                rule.quick().name(),
                rate(level, quick),
                rule.threshold())));
  }

  private static boolean isKeptAgain(ServiceLevel level, Map<Span, Tally> tallies) {
    Span quickest = BurnRule.ALL.getFirst().quick();
    return rate(level, kept(level, quickest, tallies)) < KEPT_AGAIN;
  }

  private static Kept kept(ServiceLevel level, Span span, Map<Span, Tally> tallies) {
    Tally tally = tallies.get(span);
    return tally == null ? Kept.NONE : tally.kept(level.key());
  }

  private static double rate(ServiceLevel level, Kept kept) {
    return (1 - kept.share()) / (1 - level.share());
  }

  /** Firing ones first, then those that have ended, the newest first. */
  public List<Alert> all() {
    lock.lock();
    try {
      List<Alert> all = new ArrayList<>(firing.values());
      all.sort(Comparator.comparingLong((Alert alert) -> -alert.sinceMs()));
      all.addAll(ended);
      return all;
    } finally {
      lock.unlock();
    }
  }
}
