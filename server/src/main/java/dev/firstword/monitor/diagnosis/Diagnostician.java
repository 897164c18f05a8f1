package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.Incidents;
import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.series.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Diagnoses when it is asked, and now and then by itself, so that it notices when a remedy was
 * applied.
 */
public final class Diagnostician implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  /** What is looked at to see whether something is still so. */
  private static final int NEWEST = 60;

  /** What is replayed to predict: as many as then tell what came of it. */
  private static final int REPLAYED = Ledger.MOST_MEASURED;

  private static final Logger log = LoggerFactory.getLogger(Diagnostician.class);

  private final Monitor monitor;
  private final Incidents incidents;
  private final ModelFacts models;
  private final Supplier<List<Mistake>> mistakes;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Ledger ledger = new Ledger();
  private final @Nullable Path file;
  private @Nullable Thread thread;

  /**
   * Looks at what those two are told.
   *
   * @param mistakes those that parts have seen themselves, with more than turns show
   * @param file where predictions outlive a restart; absent: they do not
   */
  public Diagnostician(
      Monitor monitor,
      Incidents incidents,
      ModelFacts models,
      Supplier<List<Mistake>> mistakes,
      InstantSource clock,
      @Nullable Path file) {
    this.monitor = monitor;
    this.incidents = incidents;
    this.models = models;
    this.mistakes = mistakes;
    this.clock = clock;
    this.file = file;
    if (file != null && Files.exists(file)) {
      try {
        ledger.addAll(LedgerFormat.read(Files.readAllBytes(file)));
      } catch (IOException e) {
        log.warn("what was predicted before is lost, {} can't be read: {}", file, e.toString());
      }
    }
  }

  /** Begins to look by itself. */
  public void start() {
    thread = Thread.ofVirtual().name("diagnosis").start(this::run);
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      look(); // What the last turns show, a restart may be about to mend.
    }
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
      log.error("remedies that are applied go unnoticed from now on", e);
    }
  }

  /** Of the turns of a window. */
  public Diagnosis diagnose(Window window) {
    Diagnosis found =
        Diagnosis.of(monitor.turns(window), models, monitor.levels(), incidents.within(window));
    return found.enough() ? found.with(mistakes.get()) : found;
  }

  /** Remedies that were applied, the newest first. */
  public List<Applied> applied() {
    lock.lock();
    try {
      return ledger.applied();
    } finally {
      lock.unlock();
    }
  }

  /** Notes which remedies hold, by the newest turns. */
  void look() {
    List<KeptTurn> all = monitor.turns(Window.DAY);
    Diagnosis now = diagnosis(newest(all, NEWEST));
    List<Finding> replayed = diagnosis(newest(all, REPLAYED)).findings();
    lock.lock();
    try {
      if (now.enough()) {
        ledger.look(
            now.findings().stream().map(finding -> of(finding, replayed)).toList(),
            all,
            clock.millis());
        keep();
      }
    } finally {
      lock.unlock();
    }
  }

  private Diagnosis diagnosis(List<KeptTurn> turns) {
    return Diagnosis.of(turns, models, monitor.levels(), List.of());
  }

  private static List<KeptTurn> newest(List<KeptTurn> all, int most) {
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  /** What is found in more turns, where it is: few say little about the tail. */
  private static Finding of(Finding finding, List<Finding> inMore) {
    return inMore.stream()
        .filter(other -> other.id().equals(finding.id()))
        .findFirst()
        .orElse(finding);
  }

  /** Beside the old one first: a crash leaves one of both whole. */
  private void keep() {
    if (file == null || ledger.entries().isEmpty()) {
      return;
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.write(next, LedgerFormat.write(ledger.entries()));
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn("what is predicted does not outlive a restart: {}", e.toString());
    }
  }
}
