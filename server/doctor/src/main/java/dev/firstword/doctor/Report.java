package dev.firstword.doctor;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The results of an examination.
 *
 * @param version the version of the server
 * @param findings the results, sorted by subject
 */
public record Report(URI server, String version, List<CheckResult> findings, Duration duration) {

  /** Returns the results that impair streams. */
  public List<CheckResult.Fault> faults() {
    return findings.stream()
        .filter(CheckResult.Fault.class::isInstance)
        .map(CheckResult.Fault.class::cast)
        .toList();
  }

  /** Returns whether something could not be determined. */
  public boolean hasUnknowns() {
    return findings.stream().anyMatch(CheckResult.Unknown.class::isInstance);
  }
}
