package dev.firstword.doctor;

import dev.firstword.doctor.CheckResult.Fault;
import dev.firstword.doctor.CheckResult.Pass;
import dev.firstword.doctor.CheckResult.Unknown;
import dev.firstword.doctor.ProbeResult.Arrival;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Checks whether a stream's events and comments arrive when they are sent. */
final class BufferingCheck implements Check {

  private static final int PADDING = 2048;

  /** Buffering recurs; a pause of a busy machine does not. */
  private static final int MAX_ATTEMPTS = 3;

  @Override
  public CheckSubject subject() {
    return CheckSubject.BUFFERING;
  }

  @Override
  public List<CheckResult> examine(ProbeClient client) throws IOException {
    ProbeResult result = client.probe(Probe.STEADY, Map.of());
    if (!result.isComplete()) {
      return List.of(
          new Unknown(
              CheckSubject.BUFFERING,
              "A stream of "
                  + TextFormat.time(Probe.STEADY.duration())
                  + " did not complete (status "
                  + result.head().status()
                  + ")."));
    }
    return List.of(evaluateBuffering(client, result), evaluateComments(result));
  }

  private static CheckResult evaluateBuffering(ProbeClient client, ProbeResult first)
      throws IOException {
    StreamTiming timing = StreamTiming.of(first.arrivals());
    for (int attempts = 1;
        attempts < MAX_ATTEMPTS && (timing.isBuffered() || timing.isDelayed());
        attempts++) {
      StreamTiming again = StreamTiming.of(client.probe(Probe.STEADY, Map.of()).arrivals());
      timing = again.medianLagMs() < timing.medianLagMs() ? again : timing;
    }
    String evidence = describe(timing);
    if (timing.isBuffered()) {
      return new Fault(
          CheckSubject.BUFFERING, evidence + " " + describeBufferSize(client), ProxyFix.BUFFERING);
    }
    return timing.isDelayed()
        ? new Fault(
            CheckSubject.BUFFERING,
            evidence
                + " Half of them were delayed by over "
                + TextFormat.time(timing.medianLagMs())
                + ".",
            ProxyFix.PACKET_DELAY)
        : new Pass(CheckSubject.BUFFERING, evidence);
  }

  static String describe(StreamTiming timing) {
    return timing.events()
        + " events sent over "
        + TextFormat.time(timing.sentSpanMs())
        + " arrived over "
        + TextFormat.time(timing.arrivedSpanMs())
        + ", the latest "
        + TextFormat.time(timing.maxLagMs())
        + " behind.";
  }

  /**
   * Estimates the size of the buffer. Larger events fill it sooner, so it counts those sent before
   * the first one arrived.
   */
  private static String describeBufferSize(ProbeClient client) throws IOException {
    List<Arrival> padded = client.probe(Probe.STEADY.withPadding(PADDING), Map.of()).arrivals();
    if (padded.isEmpty()) {
      return "";
    }
    double firstArrivedMs = padded.getFirst().arrivedMs();
    long held = padded.stream().filter(arrival -> arrival.sentMs() < firstArrivedMs).count();
    return held >= Probe.STEADY.events()
        ? "Even " + held * PADDING / 1024 + " kB are buffered until the end."
        : "It releases about " + held * PADDING / 1024 + " kB at a time.";
  }

  private static CheckResult evaluateComments(ProbeResult result) {
    int sent = Probe.STEADY.events() - 1;
    String evidence = result.comments() + " of " + sent + " arrived.";
    return result.comments() == sent
        ? new Pass(CheckSubject.COMMENTS, evidence)
        : new Fault(CheckSubject.COMMENTS, evidence, ProxyFix.COMMENTS);
  }
}
