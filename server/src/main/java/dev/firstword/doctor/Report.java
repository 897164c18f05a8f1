package dev.firstword.doctor;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * All that was found.
 *
 * @param version of the server
 * @param findings in the order of their subjects
 */
public record Report(URI server, String version, List<Finding> findings, Duration took) {

  /** Those that stand in the way. */
  public List<Finding.Fault> faults() {
    return findings.stream()
        .filter(Finding.Fault.class::isInstance)
        .map(Finding.Fault.class::cast)
        .toList();
  }

  /** Whether something could not be found out. */
  public boolean hasGaps() {
    return findings.stream().anyMatch(Finding.Unknown.class::isInstance);
  }
}
