package dev.firstword.doctor;

import dev.firstword.doctor.Finding.Fault;
import dev.firstword.doctor.Finding.Fine;
import dev.firstword.doctor.Finding.Unknown;
import dev.firstword.doctor.Observation.Arrival;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Whether a stream's events and comments come when they are sent. */
final class StreamingCheck implements Check {

  private static final int PADDING = 2048;

  /** What holds text does so every time; a machine that was busy for a moment does not. */
  private static final int MOST_LOOKS = 3;

  @Override
  public Subject subject() {
    return Subject.BUFFERING;
  }

  @Override
  public List<Finding> examine(Line line) throws IOException {
    Observation seen = line.probe(Probe.STEADY, Map.of());
    if (!seen.isComplete()) {
      return List.of(
          new Unknown(
              Subject.BUFFERING,
              "A stream of "
                  + Words.time(Probe.STEADY.length())
                  + " did not come to its end (status "
                  + seen.head().status()
                  + ")."));
    }
    return List.of(buffering(line, seen), comments(seen));
  }

  private static Finding buffering(Line line, Observation first) throws IOException {
    Pace pace = Pace.of(first.arrivals());
    for (int looks = 1; looks < MOST_LOOKS && (pace.isHeld() || pace.isSlowed()); looks++) {
      Pace again = Pace.of(line.probe(Probe.STEADY, Map.of()).arrivals());
      pace = again.medianLagMs() < pace.medianLagMs() ? again : pace;
    }
    String evidence = told(pace);
    if (pace.isHeld()) {
      return new Fault(Subject.BUFFERING, evidence + " " + howMuch(line), Remedy.BUFFERING);
    }
    return pace.isSlowed()
        ? new Fault(
            Subject.BUFFERING,
            evidence + " Half of them were held for over " + Words.time(pace.medianLagMs()) + ".",
            Remedy.HOLDING_BACK)
        : new Fine(Subject.BUFFERING, evidence);
  }

  static String told(Pace pace) {
    return pace.events()
        + " events sent over "
        + Words.time(pace.sentOverMs())
        + " arrived over "
        + Words.time(pace.arrivedOverMs())
        + ", the latest "
        + Words.time(pace.worstLagMs())
        + " behind.";
  }

  /** Larger events fill a buffer sooner: how many it holds before the first comes out. */
  private static String howMuch(Line line) throws IOException {
    List<Arrival> padded = line.probe(Probe.STEADY.padded(PADDING), Map.of()).arrivals();
    if (padded.isEmpty()) {
      return "";
    }
    double out = padded.getFirst().arrivedMs();
    long held = padded.stream().filter(one -> one.sentMs() < out).count();
    return held >= Probe.STEADY.events()
        ? "Even " + held * PADDING / 1024 + " kB are held until the end."
        : "It lets go of about " + held * PADDING / 1024 + " kB at a time.";
  }

  private static Finding comments(Observation seen) {
    int sent = Probe.STEADY.events() - 1;
    String evidence = seen.comments() + " of " + sent + " arrived.";
    return seen.comments() == sent
        ? new Fine(Subject.COMMENTS, evidence)
        : new Fault(Subject.COMMENTS, evidence, Remedy.COMMENTS);
  }
}
