package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.CheckResult;
import dev.firstword.doctor.CheckSubject;
import dev.firstword.system.ParallelExaminations.PendingExamination;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The doctor detects faults of a real haproxy, and none in a correct configuration. */
final class DoctorHaproxyTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private static final ParallelExaminations EXAMINATIONS = new ParallelExaminations();

  private static final String LONG_TIMEOUTS = "timeout server 60s\ntimeout client 60s";
  private static final String GOOD = LONG_TIMEOUTS + "\noption http-no-delay";

  private static final PendingExamination SHIPPED =
      EXAMINATIONS.submit(DoctorHaproxyTest::behindTheShippedConfiguration);
  private static final PendingExamination SHORT_SERVER =
      behind("http", "timeout server 2s\ntimeout client 60s\noption http-no-delay", "");
  private static final PendingExamination DELAYS_TEXT = behind("http", LONG_TIMEOUTS, "");
  private static final PendingExamination SHORT_TUNNEL =
      behind("tcp", LONG_TIMEOUTS + "\ntimeout tunnel 2s", "");
  private static final PendingExamination COMPRESSES =
      EXAMINATIONS.submit(DoctorHaproxyTest::behindTwoCompressingProxies);
  private static final PendingExamination COMPRESSION_FORBIDDEN =
      behind("http", GOOD, "compression algo gzip\ncompression type text/event-stream");
  private static final PendingExamination WAITS_FOR_THE_BODY =
      behind("http", GOOD, "http-response wait-for-body time 10s at-least 10000");
  private static final PendingExamination NO_SERVER_KEEP_ALIVE =
      behind("http", GOOD, "option http-server-close\nhttp-reuse never");
  private static final PendingExamination LIMITS_STREAMS =
      behind("http", GOOD + "\ntimeout queue 10s", "", " maxconn 7");

  @AfterAll
  static void stop() {
    EXAMINATIONS.close();
  }

  @Test
  void findsNothingInTheShippedConfiguration() throws Exception {
    Examination examination = SHIPPED.result();

    examination.assertNoFaults();
    assertThat(examination.about(CheckSubject.HTTP_2)).isInstanceOf(CheckResult.Pass.class);
  }

  @Test
  void findsNothingWhereTheServerForbidsCompression() throws Exception {
    COMPRESSION_FORBIDDEN.result().assertNoFaults();
  }

  /** Without {@code http-no-delay} the kernel waits for more data, up to 200 ms each time. */
  @Test
  void detectsDelayedText() throws Exception {
    Examination examination = DELAYS_TEXT.result();

    examination.assertFaults(CheckSubject.BUFFERING);
    assertThat(examination.fault(CheckSubject.BUFFERING).remedy().haproxy())
        .isEqualTo("option http-no-delay");
  }

  @Test
  void detectsAShortServerTimeout() throws Exception {
    Examination examination = SHORT_SERVER.result();

    examination.assertFaults(CheckSubject.IDLE);
    assertThat(examination.evidence(CheckSubject.IDLE))
        .containsPattern("cut after (2\\.\\d|1\\.[7-9]) s of silence");
    assertThat(examination.fault(CheckSubject.IDLE).remedy().haproxy())
        .contains("timeout server 120s");
  }

  @Test
  void detectsAShortTunnelTimeout() throws Exception {
    Examination examination = SHORT_TUNNEL.result();

    examination.assertFaults(CheckSubject.IDLE);
    assertThat(examination.evidence(CheckSubject.IDLE))
        .containsPattern("cut after (2\\.\\d|1\\.[7-9]) s of silence");
  }

  @Test
  void detectsCompressionAndTheDroppedHeader() throws Exception {
    Examination examination = COMPRESSES.result();

    examination.assertFaults(CheckSubject.COMPRESSION, CheckSubject.ANSWER_HEADERS);
    assertThat(examination.evidence(CheckSubject.ANSWER_HEADERS))
        .isEqualTo("Cache-Control was dropped.");
  }

  @Test
  void detectsThatItWaitsForTheBody() throws Exception {
    WAITS_FOR_THE_BODY.result().assertFaults(CheckSubject.BUFFERING);
  }

  @Test
  void detectsServerConnectionsWithoutKeepAlive() throws Exception {
    Examination examination = NO_SERVER_KEEP_ALIVE.result();

    examination.assertFaults(CheckSubject.SERVER_KEEP_ALIVE);
    assertThat(examination.evidence(CheckSubject.SERVER_KEEP_ALIVE)).contains("over 6 connections");
  }

  @Test
  void detectsQueuedStreams() throws Exception {
    Examination examination = LIMITS_STREAMS.result();

    examination.assertFaults(CheckSubject.CONNECTIONS);
    assertThat(examination.evidence(CheckSubject.CONNECTIONS))
        .contains("Only 7 ran at the same time");
  }

  private static Examination behindTheShippedConfiguration() throws Exception {
    String shipped = Files.readString(Path.of("../../deploy/haproxy.cfg"));
    try (ExternalProgram haproxy =
        ExternalProgram.haproxy(place ->
            ExternalProgram.replaced(
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

  /** The inner proxy drops the header that would prevent the outer one from compressing. */
  private static Examination behindTwoCompressingProxies() throws Exception {
    try (ExternalProgram inner =
            ExternalProgram.haproxy(place ->
                configuration(
                    "http",
                    GOOD,
                    place.port(),
                    "http-response del-header cache-control",
                    "127.0.0.1:" + SERVER.port()));
        ExternalProgram outer =
            ExternalProgram.haproxy(place ->
                configuration(
                    "http",
                    GOOD,
                    place.port(),
                    "compression algo gzip\ncompression type text/event-stream",
                    inner.http().getAuthority()))) {
      return Examination.of(outer.http(), Examination.SHORT);
    }
  }

  private static PendingExamination behind(String mode, String timeouts, String backend) {
    return behind(mode, timeouts, backend, "");
  }

  private static PendingExamination behind(
      String mode, String timeouts, String backend, String server) {
    return EXAMINATIONS.submit(
        () ->
            ExternalProgram.haproxy(place ->
                configuration(
                    mode, timeouts, place.port(), backend, "127.0.0.1:" + SERVER.port() + server)),
        Examination.SHORT);
  }

  private static String configuration(
      String mode, String timeouts, int port, String backend, String server) {
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
        .formatted(mode, timeouts, port, backend, server);
  }
}
