package dev.firstword.app.check;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Judges how long a certificate is still valid. */
final class CertificateDates {

  /** Issuers that renew by themselves do so 30 days before the end. */
  private static final Duration WARNING_TIME = Duration.ofDays(14);

  private CertificateDates() {}

  /** Returns what is wrong with the dates of a certificate; empty if nothing is. */
  static Optional<Finding> finding(
      String subject, X509Certificate certificate, Instant now, String remedy) {
    Instant start = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    if (now.isBefore(start)) {
      return Optional.of(
          Finding.fails(subject, "The certificate is valid from " + day(start) + " on.", remedy));
    }
    if (!now.isBefore(end)) {
      return Optional.of(
          Finding.fails(subject, "The certificate expired on " + day(end) + ".", remedy));
    }
    return now.plus(WARNING_TIME).isBefore(end)
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                subject,
                "The certificate expires on %s, in %d days."
                    .formatted(day(end), Duration.between(now, end).toDays()),
                remedy));
  }

  static String day(Instant time) {
    return time.truncatedTo(ChronoUnit.DAYS).toString().substring(0, "2026-01-01".length());
  }
}
