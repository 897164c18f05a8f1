package dev.firstword.operations.alert;

import dev.firstword.operations.alert.Alert.BurnRate;
import dev.firstword.operations.alert.Alert.Severity;
import dev.firstword.operations.alert.BurnRateRule.Lookback;
import dev.firstword.operations.series.Window;
import dev.firstword.operations.series.WindowStats;
import dev.firstword.operations.series.WindowStats.SloCount;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slos;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Task;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
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
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the SLOs regularly, and reports when one is missed and when it is met again. There is
 * at most one firing alert per SLO and severity, and none on few turns.
 */
public final class AlertEvaluator implements AutoCloseable {

  /** Short compared with the shortest window that an SLO is evaluated over. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  private static final Duration ENDED_RETENTION = Duration.ofHours(24);
  private static final int MAX_ENDED = 100;

  /** Below this burn rate turns miss the SLO no faster than it allows. */
  private static final double RECOVERED_BURN_RATE = 1;

  private static final Logger log = LoggerFactory.getLogger(AlertEvaluator.class);

  private final Slos slos;
  private final StatsSource statsSource;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Alert> firing = new LinkedHashMap<>();
  private final Deque<Alert> ended = new ArrayDeque<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final BackgroundTask task;

  /** Is notified when an alert fires or ends. Must not block. */
  public interface Listener {
    void onAlertChanged(Alert alert);
  }

  /** Adds a listener. */
  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  /** Supplies the statistics of the most recent slices of a window. */
  public interface StatsSource {
    WindowStats recentStats(Window window, int slices);
  }

  /** Creates an evaluator, which evaluates by itself at the default interval once it is started. */
  public AlertEvaluator(Slos slos, StatsSource statsSource, TaskScheduler scheduler) {
    this(slos, statsSource, scheduler, DEFAULT_INTERVAL);
  }

  /** Creates an evaluator, which evaluates by itself at the given interval once it is started. */
  public AlertEvaluator(
      Slos slos, StatsSource statsSource, TaskScheduler scheduler, Duration interval) {
    this.slos = slos;
    this.statsSource = statsSource;
    this.clock = scheduler.clock();
    task =
        scheduler.create(
            TaskOptions.of("alerts", "alerts can't be evaluated, retrying")
                .startingAfter(interval)
                .retryingEvery(interval),
            Task.every(interval, this::evaluate));
  }

  /** Starts evaluating in the background. */
  public void start() {
    task.start();
  }

  @Override
  public void close() {
    task.cancel(Duration.ZERO);
  }

  /** Evaluates all SLOs now. */
  public void evaluate() {
    long now = clock.millis();
    Map<Lookback, WindowStats> statsByLookback = new LinkedHashMap<>();
    for (BurnRateRule rule : BurnRateRule.ALL) {
      for (Lookback lookback : List.of(rule.longWindow(), rule.shortWindow())) {
        statsByLookback.computeIfAbsent(
            lookback, each -> statsSource.recentStats(each.window(), each.slices()));
      }
    }
    lock.lock();
    try {
      for (Slo slo : slos.all()) {
        for (Severity severity : Severity.values()) {
          evaluate(slo, severity, statsByLookback, now);
        }
      }
      while (!ended.isEmpty() && isExpired(ended.getLast(), now)) {
        ended.removeLast();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isExpired(Alert alert, long nowMs) {
    Long at = alert.endedAtMs();
    return ended.size() > MAX_ENDED || (at != null && nowMs - at > ENDED_RETENTION.toMillis());
  }

  private void evaluate(
      Slo slo, Severity severity, Map<Lookback, WindowStats> statsByLookback, long nowMs) {
    String key = slo.key() + "!" + severity.wireName();
    Optional<Alert> burning =
        BurnRateRule.ALL.stream()
            .filter(rule -> rule.severity() == severity)
            .flatMap(rule -> evaluateRule(slo, rule, statsByLookback, nowMs).stream())
            .findFirst();
    Alert before = firing.get(key);
    if (burning.isPresent()) {
      firing.put(key, before == null ? fire(burning.get()) : burning.get().continuing(before));
    } else if (before != null && hasRecovered(slo, statsByLookback)) {
      firing.remove(key);
      Alert endedAlert = before.endedAt(nowMs);
      ended.addFirst(endedAlert);
      listeners.forEach(listener -> listener.onAlertChanged(endedAlert));
      log.info("service level {} is met again for {}", slo.name(), slo.scope().wireName());
    }
  }

  private Alert fire(Alert alert) {
    Slo slo = alert.slo();
    log.warn(
        "service level {} is broken for {}: of {} turns in {}, {} % are over {} ms ({})",
        slo.name(),
        slo.scope().wireName(),
        alert.turns(),
        alert.burn().longWindow(),
        Math.round(alert.burn().longRate() * (1 - slo.target()) * 100),
        slo.limit(),
        alert.severity().wireName());
    listeners.forEach(listener -> listener.onAlertChanged(alert));
    return alert;
  }

  private static Optional<Alert> evaluateRule(
      Slo slo, BurnRateRule rule, Map<Lookback, WindowStats> statsByLookback, long nowMs) {
    SloCount longCount = sloCount(slo, rule.longWindow(), statsByLookback);
    SloCount shortCount = sloCount(slo, rule.shortWindow(), statsByLookback);
    if (!rule.isExceeded(slo, longCount, shortCount)) {
      return Optional.empty();
    }
    return Optional.of(
        new Alert(
            slo,
            rule.severity(),
            nowMs,
            null,
            longCount.count(),
            new BurnRate(
                rule.longWindow().name(),
                BurnRateRule.burnRate(slo, longCount),
                rule.shortWindow().name(),
                BurnRateRule.burnRate(slo, shortCount),
                rule.threshold())));
  }

  private static boolean hasRecovered(Slo slo, Map<Lookback, WindowStats> statsByLookback) {
    Lookback shortest = BurnRateRule.ALL.getFirst().shortWindow();
    SloCount recent = sloCount(slo, shortest, statsByLookback);
    return BurnRateRule.burnRate(slo, recent) < RECOVERED_BURN_RATE;
  }

  private static SloCount sloCount(
      Slo slo, Lookback lookback, Map<Lookback, WindowStats> statsByLookback) {
    WindowStats stats = statsByLookback.get(lookback);
    return stats == null ? SloCount.NONE : stats.sloCount(slo.key());
  }

  /** Returns firing alerts first, then ended ones, each newest first. */
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
