package dev.firstword.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.check.Finding.Level;
import dev.firstword.app.config.HttpSettings;
import dev.firstword.app.config.HttpSettings.TlsFiles;
import dev.firstword.app.config.Settings;
import dev.firstword.relay.time.ManualClock;
import dev.firstword.system.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class CertificateCheckTest {

  @TempDir static Path folder;

  /** Valid for two days. */
  private static TestCertificate certificate;

  @BeforeAll
  static void createCertificate() throws IOException, InterruptedException {
    certificate = TestCertificate.in(folder);
  }

  @Test
  void warnsTwoWeeksBeforeTheEnd() throws IOException {
    Finding finding = only(check(certificate.key(), Duration.ofHours(1)));

    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.detail()).startsWith("The certificate expires on ").endsWith("in 1 days.");
  }

  @Test
  void failsAfterTheEndAndBeforeTheStart() throws IOException {
    Finding expired = only(check(certificate.key(), Duration.ofDays(3)));
    Finding early = only(check(certificate.key(), Duration.ofDays(-1)));

    assertThat(expired.level()).isEqualTo(Level.FAILS);
    assertThat(expired.detail()).startsWith("The certificate expired on ");
    assertThat(early.level()).isEqualTo(Level.FAILS);
    assertThat(early.detail()).startsWith("The certificate is valid from ");
  }

  @Test
  void failsForAKeyThatDoesNotFit() throws IOException {
    Path other = Files.writeString(folder.resolve("other.pem"), "no key");

    Finding finding = only(check(other, Duration.ZERO));

    assertThat(finding.level()).isEqualTo(Level.FAILS);
    assertThat(finding.detail()).contains("cannot be used");
  }

  @Test
  void saysNothingWithoutTls() throws IOException {
    assertThat(new CertificateCheck(Settings.DEFAULTS, clock(Duration.ZERO)).run()).isEmpty();
  }

  private static List<Finding> check(Path key, Duration later) throws IOException {
    Settings settings =
        Settings.DEFAULTS.toBuilder()
            .http(new HttpSettings(false, new TlsFiles(certificate.certificate(), key)))
            .build();
    return new CertificateCheck(settings, clock(later)).run();
  }

  private static ManualClock clock(Duration later) {
    ManualClock clock = new ManualClock();
    clock.advance(Duration.between(clock.instant(), Instant.now()).plus(later));
    return clock;
  }

  private static Finding only(List<Finding> findings) {
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }
}
