package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.CheckResult;
import dev.firstword.doctor.CheckSubject;
import dev.firstword.system.ParallelExaminations.PendingExamination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The doctor detects faults of a real nginx, and none in a correct configuration. */
final class DoctorNginxTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private static final ParallelExaminations EXAMINATIONS = new ParallelExaminations();

  /** Keep-alive connections to the server, and otherwise defaults. */
  private static final String GOOD =
      """
      proxy_pass http://firstword;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      """;

  private static final String BARE = "proxy_pass http://firstword; proxy_set_header Host $host;\n";

  // The longest examination first.
  private static final PendingExamination TEN_SECONDS =
      behind(Duration.ofSeconds(12), "", GOOD + "proxy_read_timeout 10s;");
  private static final PendingExamination SHIPPED =
      EXAMINATIONS.submit(DoctorNginxTest::behindTheShippedConfiguration);
  private static final PendingExamination BUFFERING_ALLOWED = behind(GOOD + "proxy_buffering on;");
  private static final PendingExamination PASSES_CHUNKS_ON =
      behind(GOOD + "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;");
  private static final PendingExamination BUFFERS =
      behind(BARE + "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;");
  private static final PendingExamination COMPRESSES =
      behind(GOOD + "gzip on; gzip_types text/event-stream; gzip_min_length 1;");
  private static final PendingExamination NO_SERVER_KEEP_ALIVE = behind(BARE);
  private static final PendingExamination NO_CLIENT_KEEP_ALIVE =
      behind(GOOD + "keepalive_timeout 0;");
  private static final PendingExamination TWO_SECONDS = behind(GOOD + "proxy_read_timeout 2s;");
  private static final PendingExamination DROPS_REQUEST_HEADERS =
      behind(GOOD + "proxy_set_header Last-Event-ID \"\"; proxy_set_header Idempotency-Key none;");
  private static final PendingExamination DROPS_RESPONSE_HEADERS =
      behind(GOOD + "proxy_hide_header Cache-Control; proxy_hide_header Turn-Id;");
  private static final PendingExamination LIMITS_STREAMS =
      behind(
          Examination.SHORT,
          "limit_conn_zone $binary_remote_addr zone=all:1m;",
          GOOD + "limit_conn all 7;");
  private static final PendingExamination WITHOUT_HTTP_2 =
      EXAMINATIONS.submit(DoctorNginxTest::behindAProxyWithoutHttp2);
  private static final PendingExamination ALL_FAULTS =
      behind(
          BARE
              + "proxy_ignore_headers X-Accel-Buffering; proxy_read_timeout 2s;"
              + " gzip on; gzip_types text/event-stream; gzip_min_length 1;");

  @AfterAll
  static void stop() {
    EXAMINATIONS.close();
  }

  @Test
  void findsNothingInTheShippedConfiguration() throws Exception {
    Examination examination = SHIPPED.result();

    examination.assertNoFaults();
    assertThat(examination.about(CheckSubject.HTTP_2)).isInstanceOf(CheckResult.Pass.class);
    assertThat(examination.evidence(CheckSubject.TLS)).startsWith("TLSv1.3");
  }

  @Test
  void findsNothingWhereBufferingHonoursTheServer() throws Exception {
    BUFFERING_ALLOWED.result().assertNoFaults();
  }

  /** nginx reads chunks one by one and passes each on; only what arrives counts. */
  @Test
  void findsNothingWhereBufferingDelaysNothing() throws Exception {
    PASSES_CHUNKS_ON.result().assertNoFaults();
  }

  @Test
  void detectsBufferingThatIgnoresTheServer() throws Exception {
    Examination examination = BUFFERS.result();

    examination.assertFaults(CheckSubject.BUFFERING, CheckSubject.SERVER_KEEP_ALIVE);
    assertThat(examination.evidence(CheckSubject.BUFFERING)).contains("15 events sent over 1.");
    assertThat(examination.fault(CheckSubject.BUFFERING).remedy().nginx())
        .contains("proxy_buffering off;");
  }

  @Test
  void detectsCompression() throws Exception {
    Examination examination = COMPRESSES.result();

    examination.assertFaults(CheckSubject.COMPRESSION);
    assertThat(examination.evidence(CheckSubject.COMPRESSION)).contains("arrived as gzip");
    assertThat(examination.fault(CheckSubject.COMPRESSION).remedy().nginx()).contains("gzip off;");
  }

  @Test
  void detectsServerConnectionsWithoutKeepAlive() throws Exception {
    Examination examination = NO_SERVER_KEEP_ALIVE.result();

    examination.assertFaults(CheckSubject.SERVER_KEEP_ALIVE);
    assertThat(examination.evidence(CheckSubject.SERVER_KEEP_ALIVE))
        .contains("over 6 connections, by HTTP/1.0");
  }

  @Test
  void detectsClientConnectionsWithoutKeepAlive() throws Exception {
    NO_CLIENT_KEEP_ALIVE.result().assertFaults(CheckSubject.CLIENT_KEEP_ALIVE);
  }

  @Test
  void detectsAShortTimeoutAndMeasuresIt() throws Exception {
    Examination examination = TWO_SECONDS.result();

    examination.assertFaults(CheckSubject.IDLE);
    assertThat(examination.evidence(CheckSubject.IDLE))
        .containsPattern("cut after (2\\.\\d|1\\.[7-9]) s of silence")
        .containsPattern("[12]\\.0 s are tolerated"); // Two seconds may or may not be tolerated.
  }

  @Test
  void detectsATimeoutOfTenSeconds() throws Exception {
    Examination examination = TEN_SECONDS.result();

    examination.assertFaults(CheckSubject.IDLE);
    assertThat(examination.evidence(CheckSubject.IDLE))
        .containsPattern("cut after (10\\.\\d|9\\.[7-9]) s of silence")
        .contains("6.0 s are tolerated");
  }

  @Test
  void detectsDroppedRequestHeaders() throws Exception {
    Examination examination = DROPS_REQUEST_HEADERS.result();

    examination.assertFaults(CheckSubject.REQUEST_HEADERS);
    assertThat(examination.evidence(CheckSubject.REQUEST_HEADERS))
        .isEqualTo("Idempotency-Key arrived as \"none\", Last-Event-ID was dropped.");
  }

  @Test
  void detectsDroppedResponseHeaders() throws Exception {
    Examination examination = DROPS_RESPONSE_HEADERS.result();

    examination.assertFaults(CheckSubject.ANSWER_HEADERS);
    assertThat(examination.evidence(CheckSubject.ANSWER_HEADERS))
        .isEqualTo("Cache-Control was dropped, Turn-Id was dropped.");
  }

  @Test
  void detectsALimitOnConcurrentStreams() throws Exception {
    Examination examination = LIMITS_STREAMS.result();

    examination.assertFaults(CheckSubject.CONNECTIONS);
    // nginx may still count the connection of the check before.
    assertThat(examination.evidence(CheckSubject.CONNECTIONS))
        .containsPattern("[67] completed, others were refused \\(503\\)");
  }

  @Test
  void detectsMissingHttp2() throws Exception {
    WITHOUT_HTTP_2.result().assertFaults(CheckSubject.HTTP_2);
  }

  @Test
  void detectsEveryFaultOfABareProxyPass() throws Exception {
    ALL_FAULTS
        .result()
        .assertFaults(
            CheckSubject.BUFFERING,
            CheckSubject.COMPRESSION,
            CheckSubject.SERVER_KEEP_ALIVE,
            CheckSubject.IDLE);
  }

  private static Examination behindTheShippedConfiguration() throws Exception {
    String shipped = Files.readString(Path.of("../../deploy/nginx.conf"));
    try (ExternalProgram nginx =
        ExternalProgram.nginx(place -> {
          TestCertificate certificate = TestCertificate.in(place.folder());
          return ExternalProgram.replaced(
              shipped,
              "server 127.0.0.1:8080;",
              "server 127.0.0.1:" + SERVER.port() + ";",
              "listen 443 ",
              "listen 127.0.0.1:" + place.port() + " ",
              "server_name firstword.example.com;",
              "server_name localhost;",
              "/etc/ssl/certs/firstword.example.com.pem",
              certificate.certificate().toString(),
              "/etc/ssl/private/firstword.example.com.key",
              certificate.key().toString());
        })) {
      return Examination.ofTls(nginx);
    }
  }

  private static Examination behindAProxyWithoutHttp2() throws Exception {
    try (ExternalProgram nginx =
        ExternalProgram.nginx(place -> {
          TestCertificate certificate = TestCertificate.in(place.folder());
          String listen =
              "listen 127.0.0.1:%d ssl; ssl_certificate %s; ssl_certificate_key %s;"
                  .formatted(place.port(), certificate.certificate(), certificate.key());
          return upstream() + server(listen, GOOD);
        })) {
      return Examination.ofTls(nginx);
    }
  }

  private static PendingExamination behind(String location) {
    return behind(Examination.SHORT, "", location);
  }

  private static PendingExamination behind(Duration longestSilence, String http, String location) {
    return EXAMINATIONS.submit(
        () ->
            ExternalProgram.nginx(place ->
                http + upstream() + server("listen 127.0.0.1:" + place.port() + ";", location)),
        longestSilence);
  }

  private static String upstream() {
    return "upstream firstword { server 127.0.0.1:%d; keepalive 64; }\n".formatted(SERVER.port());
  }

  private static String server(String listen, String location) {
    return "server { %s location / { %s } }".formatted(listen, location);
  }
}
