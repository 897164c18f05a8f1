package dev.firstword.app.check;

import dev.firstword.app.config.HttpSettings.TlsFiles;
import dev.firstword.app.config.Settings;
import dev.firstword.relay.server.ServerTls;
import dev.firstword.relay.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the server's own certificate can be served. */
final class CertificateCheck {

  private static final String SUBJECT = "Certificate";

  private final @Nullable TlsFiles files;
  private final Clock clock;

  CertificateCheck(Settings settings, Clock clock) {
    files = settings.http().tls();
    this.clock = clock;
  }

  List<Finding> run() throws IOException {
    return files == null ? List.of() : check(files);
  }

  private List<Finding> check(TlsFiles own) throws IOException {
    String remedy = "Renew it, replace both files, and restart one node after the other.";
    try {
      ServerTls.of(own.certificate(), own.key(), true);
      X509Certificate certificate = read(own.certificate());
      return List.of(
          CertificateDates.finding(SUBJECT, certificate, clock.instant(), remedy)
              .orElseGet(() ->
                  Finding.ok(
                      SUBJECT,
                      "Fits its key, and is valid until "
                          + CertificateDates.day(certificate.getNotAfter().toInstant())
                          + ".")));
    } catch (IllegalArgumentException | CertificateException e) {
      return List.of(
          Finding.fails(
              SUBJECT,
              String.valueOf(e.getMessage()),
              "Both files are PEM: the certificate with its chain, and an unencrypted PKCS #8 key."));
    }
  }

  private static X509Certificate read(Path path) throws IOException, CertificateException {
    try (InputStream file = Files.newInputStream(path)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }
}
