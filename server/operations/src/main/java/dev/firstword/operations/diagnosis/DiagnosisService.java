package dev.firstword.operations.diagnosis;

import dev.firstword.operations.alert.Alert;
import dev.firstword.operations.metrics.Incidents;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.series.Dimension;
import dev.firstword.operations.series.Window;
import dev.firstword.operations.series.WindowStats;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Task;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Diagnoses on request, and regularly in the background to notice when a recommendation was
 * applied.
 */
public final class DiagnosisService implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** How many turns are checked to see whether the evidence still holds. */
  private static final int RECENT_TURNS = 60;

  /** How many turns are replayed for a prediction: as many as later measure the result. */
  private static final int REPLAYED_TURNS = RecommendationHistory.MAX_MEASURED_TURNS;

  private static final Logger log = LoggerFactory.getLogger(DiagnosisService.class);

  private final Monitor monitor;
  private final Incidents incidents;
  private final ConfiguredModels models;
  private final Supplier<List<Mistake>> mistakes;
  private final Supplier<List<Alert>> alerts;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final RecommendationHistory history = new RecommendationHistory();
  private final @Nullable Path file;
  private final BackgroundTask task;

  /**
   * Creates a service over the data of the monitor and the incidents.
   *
   * @param mistakes mistakes that other components detected with more data than turns have
   * @param alerts the alerts that fire or have ended
   * @param updateInterval how often to check whether recommendations were applied
   * @param file where predictions are saved across restarts; null to not save them
   */
  public DiagnosisService(
      Monitor monitor,
      Incidents incidents,
      ConfiguredModels models,
      Supplier<List<Mistake>> mistakes,
      Supplier<List<Alert>> alerts,
      TaskScheduler scheduler,
      Duration updateInterval,
      @Nullable Path file) {
    this.monitor = monitor;
    this.incidents = incidents;
    this.models = models;
    this.mistakes = mistakes;
    this.alerts = alerts;
    this.clock = scheduler.clock();
    this.file = file;
    task =
        scheduler.create(
            TaskOptions.of("diagnosis", "applied recommendations can't be detected, retrying")
                .startingAfter(updateInterval)
                .retryingEvery(updateInterval),
            Task.every(updateInterval, this::updateHistory));
    if (file != null && Files.exists(file)) {
      try {
        history.addAll(RecommendationHistoryFormat.read(Files.readAllBytes(file)));
      } catch (IOException e) {
        log.warn("earlier predictions are lost, {} can't be read: {}", file, e.toString());
      }
    }
  }

  /** Starts updating in the background. */
  public void start() {
    task.start();
  }

  @Override
  public void close() {
    task.stop(CLOSE_TIMEOUT);
    updateHistory(); // The restart may apply what the last turns recommend.
  }

  /** Diagnoses the turns of a window. */
  public Diagnosis diagnose(Window window) {
    WindowStats stats = monitor.report(Dimension.MODEL, window).all();
    Diagnosis diagnosis =
        Diagnosis.of(monitor.turns(window), models, monitor.slos(), incidents.within(window))
            .withObjectives(
                MissedObjective.of(monitor.slos(), stats),
                alerts.get().stream()
                    .filter(Alert::isFiring)
                    .map(alert -> MissedObjective.nameOf(alert.slo()))
                    .toList());
    return diagnosis.isConclusive() ? diagnosis.withMistakes(mistakes.get()) : diagnosis;
  }

  /** Returns the applied recommendations, newest first. */
  public List<AppliedRecommendation> applied() {
    lock.lock();
    try {
      return history.applied();
    } finally {
      lock.unlock();
    }
  }

  /** Updates which recommendations hold for the most recent turns. */
  void updateHistory() {
    List<RecentTurn> all = monitor.turns(Window.DAY);
    Diagnosis current = diagnoseTurns(mostRecent(all, RECENT_TURNS));
    List<Recommendation> replayed =
        diagnoseTurns(mostRecent(all, REPLAYED_TURNS)).recommendations();
    lock.lock();
    try {
      if (current.isConclusive()) {
        history.update(
            current.recommendations().stream()
                .map(recommendation -> fromLargerSample(recommendation, replayed))
                .toList(),
            all,
            clock.millis());
        save();
      }
    } finally {
      lock.unlock();
    }
  }

  private Diagnosis diagnoseTurns(List<RecentTurn> turns) {
    return Diagnosis.of(turns, models, monitor.slos(), List.of());
  }

  private static List<RecentTurn> mostRecent(List<RecentTurn> all, int max) {
    return all.subList(Math.max(0, all.size() - max), all.size());
  }

  /**
   * Prefers the same recommendation from more turns, if it exists, because few turns reveal little
   * about the tail.
   */
  private static Recommendation fromLargerSample(
      Recommendation recommendation, List<Recommendation> fromMoreTurns) {
    return fromMoreTurns.stream()
        .filter(other -> other.id().equals(recommendation.id()))
        .findFirst()
        .orElse(recommendation);
  }

  /** Writes to a new file first, so that a crash leaves a complete old or new one. */
  private void save() {
    if (file == null || history.entries().isEmpty()) {
      return;
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.write(next, RecommendationHistoryFormat.write(history.entries()));
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn("predictions can't be saved: {}", e.toString());
    }
  }
}
