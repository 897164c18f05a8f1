package dev.firstword.doctor;

import dev.firstword.doctor.CheckResult.Fault;
import dev.firstword.doctor.CheckResult.Pass;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks whether a stream is compressed for a client that accepts compression, as all browsers do.
 */
final class CompressionCheck implements Check {

  private static final String BROWSER_ENCODINGS = "gzip, deflate, br, zstd";

  @Override
  public CheckSubject subject() {
    return CheckSubject.COMPRESSION;
  }

  @Override
  public List<CheckResult> examine(ProbeClient client) throws IOException {
    ProbeResult result = client.probe(Probe.STEADY, Map.of("Accept-Encoding", BROWSER_ENCODINGS));
    Optional<String> encoding =
        result.head().header("content-encoding").filter(name -> !name.equals("identity"));
    return List.of(
        encoding
            .<CheckResult>map(name ->
                new Fault(
                    CheckSubject.COMPRESSION,
                    "The stream arrived as " + name + ". " + describeEffect(result),
                    ProxyFix.COMPRESSION))
            .orElseGet(() ->
                new Pass(CheckSubject.COMPRESSION, "None, although the client accepted it.")));
  }

  private static String describeEffect(ProbeResult result) {
    if (result.arrivals().isEmpty()) {
      return "The arrival times of its text can't be determined.";
    }
    StreamTiming timing = StreamTiming.of(result.arrivals());
    return timing.isBuffered()
        ? "It buffers text: the first words arrived "
            + TextFormat.time(timing.maxLagMs())
            + " late."
        : "It passed each event on immediately this time; that depends on when it is flushed.";
  }
}
