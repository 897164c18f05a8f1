package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.CheckResult;
import dev.firstword.doctor.CheckSubject;
import dev.firstword.doctor.Doctor;
import dev.firstword.doctor.ExaminationException;
import dev.firstword.doctor.Report;
import dev.firstword.doctor.Target;
import dev.firstword.doctor.TlsTrust;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report of the doctor about a server, with assertions. */
record Examination(Report report) {

  /** Long enough to detect timeouts of two seconds. */
  static final Duration SHORT = Duration.ofSeconds(4);

  static Examination of(URI server, Duration longestSilence) throws Exception {
    return of(server, longestSilence, null);
  }

  static Examination of(URI server, Duration longestSilence, @Nullable Path certificates)
      throws ExaminationException, InterruptedException {
    return new Examination(
        Doctor.examine(
            new Target(
                server,
                null,
                longestSilence,
                certificates == null
                    ? TlsTrust.platformDefault()
                    : TlsTrust.platformAnd(certificates))));
  }

  /** Examines a program that has its certificate in its own folder. */
  static Examination ofTls(ExternalProgram program) throws Exception {
    return of(program.https(), SHORT, program.file("certificate.pem"));
  }

  /** Asserts that there are no faults, and that everything could be checked. */
  void assertNoFaults() {
    assertThat(report.faults()).isEmpty();
    assertThat(report.findings())
        .filteredOn(CheckResult.Unknown.class::isInstance)
        .as("what could not be found out")
        .isEmpty();
  }

  /** Asserts that exactly the given subjects have faults. */
  Examination assertFaults(CheckSubject... subjects) {
    Set<CheckSubject> found =
        report.faults().stream().map(CheckResult.Fault::subject).collect(Collectors.toSet());
    assertThat(found).as("%s", report.findings()).containsExactlyInAnyOrder(subjects);
    return this;
  }

  CheckResult about(CheckSubject subject) {
    return report.findings().stream()
        .filter(finding -> finding.subject() == subject)
        .findFirst()
        .orElseThrow();
  }

  CheckResult.Fault fault(CheckSubject subject) {
    return (CheckResult.Fault) about(subject);
  }

  String evidence(CheckSubject subject) {
    return about(subject).evidence();
  }
}
