package dev.firstword.doctor;

import dev.firstword.doctor.CheckResult.Fault;
import dev.firstword.doctor.CheckResult.Note;
import dev.firstword.doctor.CheckResult.Pass;
import dev.firstword.doctor.CheckResult.Unknown;
import dev.firstword.doctor.ProbeResult.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Checks after how long a silence a stream is cut. Tries increasing silences in parallel, alongside
 * a control stream that is never silent: if the control is cut as well, silence is not the reason.
 */
final class IdleTimeoutCheck implements Check {

  private static final Duration MIN_SILENCE = Duration.ofSeconds(1);
  private static final int MAX_SILENCES = 6;
  private static final Duration DEFAULT_TICK = Duration.ofMillis(500);
  private static final int MAX_TICKS = 150;

  /** Two streams that end within this time of each other were cut for the same reason. */
  private static final double SAME_CUT_TOLERANCE_MS = 1000;

  private final Duration maxSilence;

  IdleTimeoutCheck(Duration maxSilence) {
    this.maxSilence = maxSilence;
  }

  private record Trial(Duration silence, ProbeResult result) {}

  @Override
  public CheckSubject subject() {
    return CheckSubject.IDLE;
  }

  @Override
  public List<CheckResult> examine(ProbeClient client) throws IOException {
    try (ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ProbeResult> control =
          virtualThreads.submit(() -> client.probe(controlProbe(), Map.of()));
      List<Future<Trial>> pendingTrials = new ArrayList<>();
      for (Duration silence : silences()) {
        pendingTrials.add(
            virtualThreads.submit(
                () -> new Trial(silence, client.probe(Probe.silentFor(silence), Map.of()))));
      }
      List<Trial> trials = new ArrayList<>();
      for (Future<Trial> pending : pendingTrials) {
        trials.add(result(pending));
      }
      return evaluate(trials, result(control));
    }
  }

  private static <T> T result(Future<T> stream) throws IOException {
    try {
      return stream.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }

  /**
   * Returns silences that double up to the maximum. The shortest one that is cut shows the timeout.
   */
  private List<Duration> silences() {
    List<Duration> silences = new ArrayList<>();
    for (Duration silence = maxSilence;
        silences.isEmpty()
            || (silence.compareTo(MIN_SILENCE) >= 0 && silences.size() < MAX_SILENCES);
        silence = silence.dividedBy(2)) {
      silences.addFirst(silence);
    }
    return silences;
  }

  private Probe controlProbe() {
    Duration minTick = maxSilence.dividedBy(MAX_TICKS);
    Duration tick = minTick.compareTo(DEFAULT_TICK) > 0 ? minTick : DEFAULT_TICK;
    return new Probe((int) maxSilence.dividedBy(tick) + 1, tick, 0, false);
  }

  private List<CheckResult> evaluate(List<Trial> trials, ProbeResult control) {
    CheckResult lifetime = evaluateLifetime(control);
    Optional<Trial> cut = trials.stream().filter(trial -> isLost(trial.result)).findFirst();
    if (cut.isEmpty()) {
      return List.of(noSilenceCut(trials), lifetime);
    }
    if (isLost(control)
        && Math.abs(control.endedMs() - cut.get().result.endedMs()) < SAME_CUT_TOLERANCE_MS) {
      return List.of(
          new Unknown(CheckSubject.IDLE, "Streams that were not silent were cut at the same time."),
          lifetime);
    }
    return List.of(silenceCut(trials, cut.get()), lifetime);
  }

  private static boolean isLost(ProbeResult result) {
    return result.outcome() == Outcome.CUT || result.outcome() == Outcome.SILENT;
  }

  private CheckResult evaluateLifetime(ProbeResult control) {
    return switch (control.outcome()) {
      case COMPLETE ->
          new Pass(
              CheckSubject.LIFETIME,
              "A stream that is never silent lasts for " + TextFormat.time(maxSilence) + ".");
      case CUT, SILENT ->
          new Fault(
              CheckSubject.LIFETIME,
              "A stream that was never silent was cut after "
                  + TextFormat.time(control.endedMs())
                  + ".",
              ProxyFix.LIFETIME);
      case REFUSED ->
          new Unknown(
              CheckSubject.LIFETIME, "A long stream was refused: " + control.head().status() + ".");
    };
  }

  private static CheckResult noSilenceCut(List<Trial> trials) {
    Optional<Trial> passed =
        trials.reversed().stream().filter(trial -> trial.result.isComplete()).findFirst();
    return passed
        .<CheckResult>map(trial ->
            new Pass(
                CheckSubject.IDLE,
                "A silence of " + TextFormat.time(trial.silence) + " is tolerated."))
        .orElseGet(() -> new Unknown(CheckSubject.IDLE, "No silent stream was let through."));
  }

  private static CheckResult silenceCut(List<Trial> trials, Trial cut) {
    double keepAliveMs = cut.result.request().path("keep_alive_ms").asDouble(15_000);
    boolean closed = cut.result.outcome() == Outcome.CUT;
    String longestPassed =
        trials.stream()
            .filter(trial -> trial.result.isComplete() && trial.silence.compareTo(cut.silence) < 0)
            .reduce((_, longer) -> longer)
            .map(trial -> " " + TextFormat.time(trial.silence) + " are tolerated.")
            .orElse("");
    // A silently dropped connection bounds the timeout only between the longest silence that passed
    // and this one.
    double silenceMs = closed ? cut.result.silentMs() : cut.silence.toMillis();
    String evidence =
        closed
            ? "A stream was cut after " + TextFormat.time(silenceMs) + " of silence."
            : "After a silence of "
                + TextFormat.time(silenceMs)
                + " no data arrived, and the connection was not closed.";
    String keepAlive = " The server breaks a silence after " + TextFormat.time(keepAliveMs);
    return silenceMs <= keepAliveMs
        ? new Fault(
            CheckSubject.IDLE, evidence + longestPassed + keepAlive + ": too late.", ProxyFix.IDLE)
        : new Note(
            CheckSubject.IDLE, evidence + longestPassed + keepAlive + ", so streams survive.");
  }
}
