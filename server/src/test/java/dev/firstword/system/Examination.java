package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.CannotExamineException;
import dev.firstword.doctor.Doctor;
import dev.firstword.doctor.Finding;
import dev.firstword.doctor.Report;
import dev.firstword.doctor.Subject;
import dev.firstword.doctor.Target;
import dev.firstword.doctor.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the doctor says about a server, for a test to look at. */
record Examination(Report report) {

  /** Long enough for time-outs of two seconds. */
  static final Duration SHORT = Duration.ofSeconds(4);

  static Examination of(URI server, Duration longestSilence) throws Exception {
    return of(server, longestSilence, null);
  }

  static Examination of(URI server, Duration longestSilence, @Nullable Path certificates)
      throws CannotExamineException, InterruptedException {
    return new Examination(
        Doctor.examine(
            new Target(
                server,
                null,
                longestSilence,
                certificates == null ? Trust.usual() : Trust.with(certificates))));
  }

  /** Looks at what has its certificate in its own folder. */
  static Examination ofTls(RealProgram program) throws Exception {
    return of(program.https(), SHORT, program.file("certificate.pem"));
  }

  /** Nothing is wrong, and all was looked at. */
  void assertThatAllIsWell() {
    assertThat(report.faults()).isEmpty();
    assertThat(report.findings())
        .filteredOn(Finding.Unknown.class::isInstance)
        .as("what could not be found out")
        .isEmpty();
  }

  /** Exactly these things are wrong. */
  Examination assertThatFaultsAre(Subject... subjects) {
    Set<Subject> found =
        report.faults().stream().map(Finding.Fault::subject).collect(Collectors.toSet());
    assertThat(found).as("%s", report.findings()).containsExactlyInAnyOrder(subjects);
    return this;
  }

  Finding about(Subject subject) {
    return report.findings().stream()
        .filter(finding -> finding.subject() == subject)
        .findFirst()
        .orElseThrow();
  }

  Finding.Fault fault(Subject subject) {
    return (Finding.Fault) about(subject);
  }

  String evidence(Subject subject) {
    return about(subject).evidence();
  }
}
