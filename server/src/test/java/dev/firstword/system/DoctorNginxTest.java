package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.Finding;
import dev.firstword.doctor.Subject;
import dev.firstword.system.SideBySide.Look;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the doctor finds in a real nginx, and that it finds nothing in a good one. */
final class DoctorNginxTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private static final SideBySide LOOKS = new SideBySide();

  /** Kept connections to the server, and nothing else out of the ordinary. */
  private static final String GOOD =
      """
      proxy_pass http://firstword;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      """;

  private static final String BARE = "proxy_pass http://firstword; proxy_set_header Host $host;\n";

  // The longest first.
  private static final Look TEN_SECONDS =
      behind(Duration.ofSeconds(12), "", GOOD + "proxy_read_timeout 10s;");
  private static final Look SHIPPED = LOOKS.begin(DoctorNginxTest::behindTheShippedOne);
  private static final Look BUFFERS_WHERE_IT_MAY = behind(GOOD + "proxy_buffering on;");
  private static final Look BUFFERS_NO_CHUNKS =
      behind(GOOD + "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;");
  private static final Look BUFFERS =
      behind(BARE + "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;");
  private static final Look COMPRESSES =
      behind(GOOD + "gzip on; gzip_types text/event-stream; gzip_min_length 1;");
  private static final Look KEEPS_NO_SERVER = behind(BARE);
  private static final Look KEEPS_NO_CLIENT = behind(GOOD + "keepalive_timeout 0;");
  private static final Look TWO_SECONDS = behind(GOOD + "proxy_read_timeout 2s;");
  private static final Look DROPS_ON_THE_WAY_IN =
      behind(GOOD + "proxy_set_header Last-Event-ID \"\"; proxy_set_header Idempotency-Key none;");
  private static final Look DROPS_ON_THE_WAY_OUT =
      behind(GOOD + "proxy_hide_header Cache-Control; proxy_hide_header Turn-Id;");
  private static final Look LIMITS =
      behind(
          Examination.SHORT,
          "limit_conn_zone $binary_remote_addr zone=all:1m;",
          GOOD + "limit_conn all 7;");
  private static final Look WITHOUT_HTTP_2 = LOOKS.begin(DoctorNginxTest::behindOneWithoutHttp2);
  private static final Look ALL_AT_ONCE =
      behind(
          BARE
              + "proxy_ignore_headers X-Accel-Buffering; proxy_read_timeout 2s;"
              + " gzip on; gzip_types text/event-stream; gzip_min_length 1;");

  @AfterAll
  static void stop() {
    LOOKS.close();
  }

  @Test
  void findsNothingInTheShippedConfiguration() throws Exception {
    Examination examination = SHIPPED.result();

    examination.assertThatAllIsWell();
    assertThat(examination.about(Subject.HTTP_2)).isInstanceOf(Finding.Fine.class);
    assertThat(examination.evidence(Subject.TLS)).startsWith("TLSv1.3");
  }

  @Test
  void findsNothingWhereBufferingIsOnAndHeedsTheServer() throws Exception {
    BUFFERS_WHERE_IT_MAY.result().assertThatAllIsWell();
  }

  /** It reads chunks one by one, and hands each on: what counts is what arrives. */
  @Test
  void findsNothingWhereBufferingIsOnAndHoldsNothing() throws Exception {
    BUFFERS_NO_CHUNKS.result().assertThatAllIsWell();
  }

  @Test
  void findsBufferingThatHeedsNobody() throws Exception {
    Examination examination = BUFFERS.result();

    examination.assertThatFaultsAre(Subject.BUFFERING, Subject.SERVER_KEEP_ALIVE);
    assertThat(examination.evidence(Subject.BUFFERING)).contains("15 events sent over 1.");
    assertThat(examination.fault(Subject.BUFFERING).remedy().nginx())
        .contains("proxy_buffering off;");
  }

  @Test
  void findsCompression() throws Exception {
    Examination examination = COMPRESSES.result();

    examination.assertThatFaultsAre(Subject.COMPRESSION);
    assertThat(examination.evidence(Subject.COMPRESSION)).contains("came as gzip");
    assertThat(examination.fault(Subject.COMPRESSION).remedy().nginx()).contains("gzip off;");
  }

  @Test
  void findsConnectionsToTheServerThatAreNotKept() throws Exception {
    Examination examination = KEEPS_NO_SERVER.result();

    examination.assertThatFaultsAre(Subject.SERVER_KEEP_ALIVE);
    assertThat(examination.evidence(Subject.SERVER_KEEP_ALIVE))
        .contains("over 6 connections, by HTTP/1.0");
  }

  @Test
  void findsConnectionsToTheClientThatAreNotKept() throws Exception {
    KEEPS_NO_CLIENT.result().assertThatFaultsAre(Subject.CLIENT_KEEP_ALIVE);
  }

  @Test
  void findsAShortTimeOutAndSaysHowShort() throws Exception {
    Examination examination = TWO_SECONDS.result();

    examination.assertThatFaultsAre(Subject.IDLE);
    assertThat(examination.evidence(Subject.IDLE))
        .containsPattern("cut after (2\\.\\d|1\\.[7-9]) s of silence")
        .containsPattern("[12]\\.0 s are borne"); // Two may just be borne, or just not.
  }

  @Test
  void findsATimeOutOfTenSeconds() throws Exception {
    Examination examination = TEN_SECONDS.result();

    examination.assertThatFaultsAre(Subject.IDLE);
    assertThat(examination.evidence(Subject.IDLE))
        .containsPattern("cut after (10\\.\\d|9\\.[7-9]) s of silence")
        .contains("6.0 s are borne");
  }

  @Test
  void findsHeadersThatAreDroppedOnTheWayIn() throws Exception {
    Examination examination = DROPS_ON_THE_WAY_IN.result();

    examination.assertThatFaultsAre(Subject.REQUEST_HEADERS);
    assertThat(examination.evidence(Subject.REQUEST_HEADERS))
        .isEqualTo("Idempotency-Key arrived as \"none\", Last-Event-ID was dropped.");
  }

  @Test
  void findsHeadersThatAreDroppedOnTheWayOut() throws Exception {
    Examination examination = DROPS_ON_THE_WAY_OUT.result();

    examination.assertThatFaultsAre(Subject.ANSWER_HEADERS);
    assertThat(examination.evidence(Subject.ANSWER_HEADERS))
        .isEqualTo("Cache-Control was dropped, Turn-Id was dropped.");
  }

  @Test
  void findsALimitOnStreamsAtOnce() throws Exception {
    Examination examination = LIMITS.result();

    examination.assertThatFaultsAre(Subject.CONNECTIONS);
    assertThat(examination.evidence(Subject.CONNECTIONS))
        .contains("7 came to their end, others were refused (503)");
  }

  @Test
  void findsThatBrowsersAreOfferedNoHttp2() throws Exception {
    WITHOUT_HTTP_2.result().assertThatFaultsAre(Subject.HTTP_2);
  }

  @Test
  void findsEveryFaultOfABareProxyPassAtOnce() throws Exception {
    ALL_AT_ONCE
        .result()
        .assertThatFaultsAre(
            Subject.BUFFERING, Subject.COMPRESSION, Subject.SERVER_KEEP_ALIVE, Subject.IDLE);
  }

  private static Examination behindTheShippedOne() throws Exception {
    String shipped = Files.readString(Path.of("../deploy/nginx.conf"));
    try (RealProgram nginx =
        RealProgram.nginx(place -> {
          TestCertificate certificate = TestCertificate.in(place.folder());
          return RealProgram.replaced(
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

  private static Examination behindOneWithoutHttp2() throws Exception {
    try (RealProgram nginx =
        RealProgram.nginx(place -> {
          TestCertificate certificate = TestCertificate.in(place.folder());
          String listen =
              "listen 127.0.0.1:%d ssl; ssl_certificate %s; ssl_certificate_key %s;"
                  .formatted(place.port(), certificate.certificate(), certificate.key());
          return upstream() + server(listen, GOOD);
        })) {
      return Examination.ofTls(nginx);
    }
  }

  private static Look behind(String location) {
    return behind(Examination.SHORT, "", location);
  }

  private static Look behind(Duration longestSilence, String http, String location) {
    return LOOKS.begin(
        () ->
            RealProgram.nginx(place ->
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
