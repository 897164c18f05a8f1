package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.Finding;
import dev.firstword.doctor.Subject;
import dev.firstword.system.SideBySide.Look;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the doctor finds in a real haproxy, and that it finds nothing in a good one. */
final class DoctorHaproxyTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private static final SideBySide LOOKS = new SideBySide();

  private static final String PATIENT = "timeout server 60s\ntimeout client 60s";
  private static final String GOOD = PATIENT + "\noption http-no-delay";

  private static final Look SHIPPED = LOOKS.begin(DoctorHaproxyTest::behindTheShippedOne);
  private static final Look SHORT_SERVER =
      behind("http", "timeout server 2s\ntimeout client 60s\noption http-no-delay", "");
  private static final Look HOLDS_BACK = behind("http", PATIENT, "");
  private static final Look SHORT_TUNNEL = behind("tcp", PATIENT + "\ntimeout tunnel 2s", "");
  private static final Look COMPRESSES = LOOKS.begin(DoctorHaproxyTest::behindTwoThatCompress);
  private static final Look FORBIDDEN_TO_COMPRESS =
      behind("http", GOOD, "compression algo gzip\ncompression type text/event-stream");
  private static final Look WAITS_FOR_THE_BODY =
      behind("http", GOOD, "http-response wait-for-body time 10s at-least 10000");
  private static final Look KEEPS_NO_SERVER =
      behind("http", GOOD, "option http-server-close\nhttp-reuse never");
  private static final Look LIMITS = behind("http", GOOD + "\ntimeout queue 10s", "", " maxconn 7");

  @AfterAll
  static void stop() {
    LOOKS.close();
  }

  @Test
  void findsNothingInTheShippedConfiguration() throws Exception {
    Examination examination = SHIPPED.result();

    examination.assertThatAllIsWell();
    assertThat(examination.about(Subject.HTTP_2)).isInstanceOf(Finding.Fine.class);
  }

  @Test
  void findsNothingWhereTheServerForbidsCompression() throws Exception {
    FORBIDDEN_TO_COMPRESS.result().assertThatAllIsWell();
  }

  /** Without {@code http-no-delay} it lets the kernel wait for more, up to 200 ms each time. */
  @Test
  void findsThatTextIsHeldBackForAMoment() throws Exception {
    Examination examination = HOLDS_BACK.result();

    examination.assertThatFaultsAre(Subject.BUFFERING);
    assertThat(examination.fault(Subject.BUFFERING).remedy().haproxy())
        .isEqualTo("option http-no-delay");
  }

  @Test
  void findsAShortTimeOutOfTheServer() throws Exception {
    Examination examination = SHORT_SERVER.result();

    examination.assertThatFaultsAre(Subject.IDLE);
    assertThat(examination.evidence(Subject.IDLE))
        .containsPattern("cut after (2\\.\\d|1\\.[7-9]) s of silence");
    assertThat(examination.fault(Subject.IDLE).remedy().haproxy()).contains("timeout server 120s");
  }

  @Test
  void findsAShortTimeOutOfATunnel() throws Exception {
    Examination examination = SHORT_TUNNEL.result();

    examination.assertThatFaultsAre(Subject.IDLE);
    assertThat(examination.evidence(Subject.IDLE))
        .containsPattern("cut after (2\\.\\d|1\\.[7-9]) s of silence");
  }

  @Test
  void findsCompressionAndTheHeaderThatWouldHavePreventedIt() throws Exception {
    Examination examination = COMPRESSES.result();

    examination.assertThatFaultsAre(Subject.COMPRESSION, Subject.ANSWER_HEADERS);
    assertThat(examination.evidence(Subject.ANSWER_HEADERS))
        .isEqualTo("Cache-Control was dropped.");
  }

  @Test
  void findsThatItWaitsForTheBody() throws Exception {
    WAITS_FOR_THE_BODY.result().assertThatFaultsAre(Subject.BUFFERING);
  }

  @Test
  void findsConnectionsToTheServerThatAreNotKept() throws Exception {
    Examination examination = KEEPS_NO_SERVER.result();

    examination.assertThatFaultsAre(Subject.SERVER_KEEP_ALIVE);
    assertThat(examination.evidence(Subject.SERVER_KEEP_ALIVE)).contains("over 6 connections");
  }

  @Test
  void findsStreamsThatMustWaitForEachOther() throws Exception {
    Examination examination = LIMITS.result();

    examination.assertThatFaultsAre(Subject.CONNECTIONS);
    assertThat(examination.evidence(Subject.CONNECTIONS)).contains("Only 7 ran at the same time");
  }

  private static Examination behindTheShippedOne() throws Exception {
    String shipped = Files.readString(Path.of("../deploy/haproxy.cfg"));
    try (RealProgram haproxy =
        RealProgram.haproxy(place ->
            RealProgram.replaced(
                shipped,
                "maxconn 20000",
                "maxconn 200",
                "server one 127.0.0.1:8080",
                "server one 127.0.0.1:" + SERVER.port(),
                "bind :443 ",
                "bind 127.0.0.1:" + place.port() + " ",
                "/etc/ssl/private/firstword.example.com.pem",
                TestCertificate.in(place.folder()).both().toString()))) {
      return Examination.ofTls(haproxy);
    }
  }

  /** The inner one drops the header that would keep the outer one from compressing. */
  private static Examination behindTwoThatCompress() throws Exception {
    try (RealProgram inner =
            RealProgram.haproxy(place ->
                configuration(
                    "http",
                    GOOD,
                    place.port(),
                    "http-response del-header cache-control",
                    "127.0.0.1:" + SERVER.port()));
        RealProgram outer =
            RealProgram.haproxy(place ->
                configuration(
                    "http",
                    GOOD,
                    place.port(),
                    "compression algo gzip\ncompression type text/event-stream",
                    inner.http().getAuthority()))) {
      return Examination.of(outer.http(), Examination.SHORT);
    }
  }

  private static Look behind(String mode, String times, String backend) {
    return behind(mode, times, backend, "");
  }

  private static Look behind(String mode, String times, String backend, String server) {
    return LOOKS.begin(
        () ->
            RealProgram.haproxy(place ->
                configuration(
                    mode, times, place.port(), backend, "127.0.0.1:" + SERVER.port() + server)),
        Examination.SHORT);
  }

  private static String configuration(
      String mode, String times, int port, String backend, String server) {
    return """
    global
      maxconn 200
    defaults
      mode %s
      timeout connect 2s
      %s
    frontend people
      bind 127.0.0.1:%d
      default_backend firstword
    backend firstword
      %s
      server one %s
    """
        .formatted(mode, times, port, backend, server);
  }
}
