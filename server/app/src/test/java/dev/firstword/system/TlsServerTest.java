package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.app.config.HttpSettings;
import dev.firstword.app.config.HttpSettings.TlsFiles;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.app.wiring.Firstword;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server with a certificate of its own. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class TlsServerTest {

  @TempDir static Path folder;

  private static TestCertificate certificate;
  private Firstword server;
  private HttpClient http;

  @BeforeAll
  static void createCertificate() throws Exception {
    certificate = TestCertificate.in(folder);
  }

  @BeforeEach
  void start() throws Exception {
    server = Firstword.start(settings(certificate.certificate(), certificate.key()));
    http = HttpClient.newBuilder().sslContext(trusting(certificate)).build();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void streamsAnAnswerOverTheNegotiatedProtocol(Version version) throws Exception {
    HttpResponse<String> response =
        http.send(chat().version(version).build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.version()).isEqualTo(version);
    assertThat(response.body()).contains("\"type\":\"text\"").endsWith("data: [DONE]\n\n");
  }

  /** It closes the connection below TLS, as most clients do. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void answersAClientThatHasClosedItsSide(String protocol) throws Exception {
    int port = server.uri().getPort();
    String body = "{\"message\":\"Hello, do you answer me?\"}";
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket tls =
            (SSLSocket)
                trusting(certificate)
                    .getSocketFactory()
                    .createSocket(plain, "localhost", port, false)) {
      plain.setSoTimeout((int) ServerFixture.WAIT_TIMEOUT.toMillis());
      tls.setEnabledProtocols(new String[] {protocol});
      tls.getOutputStream()
          .write(
              ("POST /api/chat/stream HTTP/1.1\r\nHost: localhost\r\n"
                      + "Content-Type: application/json\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.US_ASCII));
      plain.shutdownOutput();

      assertThat(new String(tls.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .contains("data: [DONE]");
    }
  }

  @Test
  void closesAConnectionWithoutTlsAndServesTheNext() throws Exception {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      plain.setSoTimeout((int) ServerFixture.WAIT_TIMEOUT.toMillis());
      plain
          .getOutputStream()
          .write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .doesNotContain("HTTP/1.1");
    }

    assertThat(http.send(chat().build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void rejectsACertificateThatCannotBeUsedAtStartup() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.pem"), "not a certificate");

    assertThatThrownBy(() -> Firstword.start(settings(broken, certificate.key())).close())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("broken.pem")
        .hasMessageContaining("cannot be used");
  }

  private Settings settings(Path certificateFile, Path key) {
    return Settings.DEFAULTS.toBuilder()
        .port(0)
        .data(folder.resolve("data-" + certificateFile.getFileName()))
        .http(new HttpSettings(false, new TlsFiles(certificateFile, key)))
        .build();
  }

  private HttpRequest.Builder chat() {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + server.uri().getPort() + "/api/chat/stream"))
        .header("content-type", "application/json")
        .timeout(ServerFixture.WAIT_TIMEOUT)
        .POST(BodyPublishers.ofString("{\"message\":\"Hello, behind a certificate\"}"));
  }

  private static SSLContext trusting(TestCertificate certificate) throws Exception {
    KeyStore store =
        KeyStore.getInstance(
            certificate.keyStore().toFile(), TestCertificate.PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("it"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
