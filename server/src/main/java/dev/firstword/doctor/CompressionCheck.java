package dev.firstword.doctor;

import dev.firstword.doctor.Finding.Fault;
import dev.firstword.doctor.Finding.Fine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a stream is compressed for a client that could take it so, as all browsers can. */
final class CompressionCheck implements Check {

  private static final String AS_BROWSERS = "gzip, deflate, br, zstd";

  @Override
  public Subject subject() {
    return Subject.COMPRESSION;
  }

  @Override
  public List<Finding> examine(Line line) throws IOException {
    Observation seen = line.probe(Probe.STEADY, Map.of("Accept-Encoding", AS_BROWSERS));
    Optional<String> encoding =
        seen.head().header("content-encoding").filter(name -> !name.equals("identity"));
    return List.of(
        encoding
            .<Finding>map(name ->
                new Fault(
                    Subject.COMPRESSION,
                    "The stream came as " + name + ". " + effect(seen),
                    Remedy.COMPRESSION))
            .orElseGet(() ->
                new Fine(Subject.COMPRESSION, "None, though it was offered as browsers do.")));
  }

  private static String effect(Observation seen) {
    if (seen.arrivals().isEmpty()) {
      return "When its text came can't be seen.";
    }
    Pace pace = Pace.of(seen.arrivals());
    return pace.isHeld()
        ? "It collects text: the first words came " + Words.time(pace.worstLagMs()) + " late."
        : "It let each event through at once this time; that depends on who flushes.";
  }
}
