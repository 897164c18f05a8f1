package dev.firstword.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.app.config.Settings;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.doctor.CheckResult;
import dev.firstword.doctor.CheckSubject;
import dev.firstword.doctor.ProxyFix;
import dev.firstword.doctor.Report;
import dev.firstword.relay.testing.RefusingPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The output and exit codes of the command. */
final class DoctorCommandTest {

  private record CommandResult(int exitCode, String out, String err) {}

  private static final Report REPORT =
      new Report(
          URI.create("https://chat.example.com"),
          "0.1.0",
          List.of(
              new CheckResult.Pass(CheckSubject.DNS, "Looked up in 12 ms."),
              new CheckResult.Fault(
                  CheckSubject.BUFFERING,
                  "15 events arrived at once.",
                  new ProxyFix("proxy_buffering off;", "nothing", "no buffers")),
              new CheckResult.Note(CheckSubject.HTTP_2, "Worth knowing."),
              new CheckResult.Unknown(CheckSubject.IDLE, "It broke.")),
          Duration.ofMillis(17_400));

  @Test
  void exitsWithZeroWhenNothingIsWrong(@TempDir Path data) {
    Settings settings = Settings.DEFAULTS.toBuilder().port(0).data(data).build();
    try (Firstword firstword = Firstword.start(settings)) {
      CommandResult ran = run(firstword.uri().toString(), "--idle", "1s");

      assertThat(ran.exitCode).as(ran.out).isZero();
      assertThat(ran.out).contains("✓ Buffering", "No problems found.");
      assertThat(ran.err).contains("Looking at " + firstword.uri());
    }
  }

  @Test
  void exitsWithTwoWhenNoServerAnswers() throws IOException {
    try (RefusingPort refusing = RefusingPort.open()) {
      CommandResult ran = run(refusing.uri().toString());

      assertThat(ran.exitCode).isEqualTo(2);
      assertThat(ran.err).contains("No server answers at " + refusing.uri());
      assertThat(ran.out).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat.example.com", "localhost:8080", "ftp://here", "https://", "a b"})
  void rejectsInvalidUrl(String url) {
    CommandResult ran = run(url);

    assertThat(ran.exitCode).isEqualTo(2);
    assertThat(ran.err).contains("Give the address of a server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"500ms", "281s", "10m", "soon"})
  void rejectsIdleTimeOutOfRange(String idle) {
    CommandResult ran = run("http://127.0.0.1:1", "--idle", idle);

    assertThat(ran.exitCode).isEqualTo(2);
    assertThat(ran.err).contains("--idle must be a time from 1s to 280s");
  }

  @Test
  void rejectsUnreadableCertificateFile(@TempDir Path folder) {
    CommandResult ran =
        run("https://localhost:1", "--cacert", folder.resolve("none.pem").toString());

    assertThat(ran.exitCode).isEqualTo(2);
    assertThat(ran.err).contains("can't be read");
  }

  @Test
  void exitsWithOneForFaultAndTwoForGap() {
    CheckResult fine = REPORT.findings().get(0);
    CheckResult fault = REPORT.findings().get(1);
    CheckResult note = REPORT.findings().get(2);
    CheckResult gap = REPORT.findings().get(3);

    assertThat(DoctorReportFormatter.exitCode(report(fine, note))).isZero();
    assertThat(DoctorReportFormatter.exitCode(report(fine, fault, note, gap))).isEqualTo(1);
    assertThat(DoctorReportFormatter.exitCode(report(fine, gap))).isEqualTo(2);
  }

  private static Report report(CheckResult... findings) {
    return new Report(REPORT.server(), "0.1.0", List.of(findings), REPORT.duration());
  }

  @Test
  void printsRemedyForEachFault() {
    List<String> lines = DoctorReportFormatter.text(REPORT).lines().toList();

    assertThat(lines.get(0)).isEqualTo("✓ Name                       Looked up in 12 ms.");
    assertThat(lines.get(1)).startsWith("✗ Buffering").endsWith("15 events arrived at once.");
    assertThat(lines.get(2).strip()).isEqualTo("nginx:  proxy_buffering off;");
    assertThat(lines.get(3).strip()).isEqualTo("haproxy:  nothing");
    assertThat(lines.get(4).strip()).isEqualTo("others:  no buffers");
    assertThat(lines.get(5)).startsWith("· HTTP/2");
    assertThat(lines.get(6)).startsWith("? Silence");
    assertThat(lines.getLast()).isEqualTo("One problem found. Firstword 0.1.0, examined for 17 s.");
  }

  @Test
  void printsReportAsJson() throws IOException {
    JsonNode json = new JsonMapper().readTree(DoctorReportFormatter.json(REPORT));

    assertThat(json.path("url").asText()).isEqualTo("https://chat.example.com");
    assertThat(json.path("faults").asInt()).isEqualTo(1);
    assertThat(json.path("findings"))
        .extracting(one -> one.path("check").asText() + " " + one.path("verdict").asText())
        .containsExactly("dns fine", "buffering fault", "http2 note", "idle unknown");
    assertThat(json.path("findings").get(1).path("remedy").path("nginx").asText())
        .isEqualTo("proxy_buffering off;");
  }

  private static CommandResult run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new DoctorCommand(Map.of()));
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(Stream.of(arguments).toArray(String[]::new));
    return new CommandResult(exitCode, out.toString(), err.toString());
  }
}
