package dev.firstword.doctor;

import dev.firstword.doctor.Finding.Fault;
import dev.firstword.doctor.Finding.Fine;
import dev.firstword.doctor.Finding.Note;
import dev.firstword.doctor.Finding.Unknown;
import dev.firstword.doctor.Observation.Ending;
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
 * After which silence a stream is given up. Silences of increasing length are tried side by side,
 * and beside them a stream that is never silent: what cuts that one too does not go by silence.
 */
final class SilenceCheck implements Check {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final int MOST_SILENCES = 6;
  private static final Duration USUAL_TICK = Duration.ofMillis(500);
  private static final int MOST_TICKS = 150;

  /** Two streams that end within this time of each other ended for the same reason. */
  private static final double SAME_END_MS = 1000;

  private final Duration longest;

  SilenceCheck(Duration longest) {
    this.longest = longest;
  }

  private record Tried(Duration silence, Observation seen) {}

  @Override
  public Subject subject() {
    return Subject.IDLE;
  }

  @Override
  public List<Finding> examine(Line line) throws IOException {
    try (ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Observation> talking =
          virtualThreads.submit(() -> line.probe(neverSilent(), Map.of()));
      List<Future<Tried>> silent = new ArrayList<>();
      for (Duration silence : silences()) {
        silent.add(
            virtualThreads.submit(
                () -> new Tried(silence, line.probe(Probe.silentFor(silence), Map.of()))));
      }
      List<Tried> tried = new ArrayList<>();
      for (Future<Tried> one : silent) {
        tried.add(result(one));
      }
      return judge(tried, result(talking));
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

  /** Each half of the next: the shortest one that is cut tells the time-out. */
  private List<Duration> silences() {
    List<Duration> silences = new ArrayList<>();
    for (Duration silence = longest;
        silences.isEmpty() || (silence.compareTo(SHORTEST) >= 0 && silences.size() < MOST_SILENCES);
        silence = silence.dividedBy(2)) {
      silences.addFirst(silence);
    }
    return silences;
  }

  private Probe neverSilent() {
    Duration least = longest.dividedBy(MOST_TICKS);
    Duration tick = least.compareTo(USUAL_TICK) > 0 ? least : USUAL_TICK;
    return new Probe((int) longest.dividedBy(tick) + 1, tick, 0, false);
  }

  private List<Finding> judge(List<Tried> tried, Observation talking) {
    Finding lifetime = lifetime(talking);
    Optional<Tried> cut = tried.stream().filter(one -> isLost(one.seen)).findFirst();
    if (cut.isEmpty()) {
      return List.of(none(tried), lifetime);
    }
    if (isLost(talking) && Math.abs(talking.endedMs() - cut.get().seen.endedMs()) < SAME_END_MS) {
      return List.of(
          new Unknown(Subject.IDLE, "Streams that were not silent were cut at the same time."),
          lifetime);
    }
    return List.of(found(tried, cut.get()), lifetime);
  }

  private static boolean isLost(Observation seen) {
    return seen.ending() == Ending.CUT || seen.ending() == Ending.SILENT;
  }

  private Finding lifetime(Observation talking) {
    return switch (talking.ending()) {
      case COMPLETE ->
          new Fine(
              Subject.LIFETIME,
              "A stream that is never silent goes on for " + Words.time(longest) + ".");
      case CUT, SILENT ->
          new Fault(
              Subject.LIFETIME,
              "A stream that was never silent was cut after " + Words.time(talking.endedMs()) + ".",
              Remedy.LIFETIME);
      case REFUSED ->
          new Unknown(
              Subject.LIFETIME, "A long stream was refused: " + talking.head().status() + ".");
    };
  }

  private static Finding none(List<Tried> tried) {
    Optional<Tried> passed =
        tried.reversed().stream().filter(one -> one.seen.isComplete()).findFirst();
    return passed
        .<Finding>map(
            one -> new Fine(Subject.IDLE, "A silence of " + Words.time(one.silence) + " is borne."))
        .orElseGet(() -> new Unknown(Subject.IDLE, "No stream that is silent was let through."));
  }

  private static Finding found(List<Tried> tried, Tried cut) {
    double keepAliveMs = cut.seen.request().path("keep_alive_ms").asDouble(15_000);
    boolean closed = cut.seen.ending() == Ending.CUT;
    String borne =
        tried.stream()
            .filter(one -> one.seen.isComplete() && one.silence.compareTo(cut.silence) < 0)
            .reduce((_, longer) -> longer)
            .map(one -> " " + Words.time(one.silence) + " are borne.")
            .orElse("");
    // What is dropped without a word is known only between what was borne and what was not.
    double silenceMs = closed ? cut.seen.silentMs() : cut.silence.toMillis();
    String evidence =
        closed
            ? "A stream was cut after " + Words.time(silenceMs) + " of silence."
            : "After a silence of "
                + Words.time(silenceMs)
                + " nothing came any more, and nobody closed the connection.";
    String keepAlive = " The server breaks a silence after " + Words.time(keepAliveMs);
    return silenceMs <= keepAliveMs
        ? new Fault(Subject.IDLE, evidence + borne + keepAlive + ": too late.", Remedy.IDLE)
        : new Note(Subject.IDLE, evidence + borne + keepAlive + ", so streams live on.");
  }
}
