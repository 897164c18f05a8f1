package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.LogSettings;
import dev.firstword.app.config.LogSettings.Format;
import dev.firstword.app.config.LogSettings.Turns;
import dev.firstword.core.protocol.Redaction;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import org.junit.jupiter.api.Test;

/** The line that a turn gets in the log when it ends. */
final class TurnLogLineTest {

  private static final String USER = "local";

  @Test
  void linksTheTurnAndItsTraceIfItFailed() {
    try (ServerFixture server = server(LogSettings.DEFAULTS);
        LogCapture log = LogCapture.open()) {
      server.faults(Fault.always(FaultKind.AUTHENTICATION));

      Transcript failed = server.client().answer(ChatCall.of("Will this fail?"));

      String turnId = failed.events().getFirst().field("turn_id");
      String line = awaitLine(log, turnId, "outcome=\"failed\"");
      assertThat(line)
          .startsWith("INFO ")
          .contains("turn_id=\"" + turnId + "\"", "code=\"model_unauthorized\"")
          .containsPattern("trace_id=\"[0-9a-f]{32}\"")
          .contains("user=\"" + Redaction.of(USER) + "\"");
      assertThat(log.lines())
          .filteredOn(one -> one.startsWith("WARN ") && one.contains(turnId))
          .isNotEmpty()
          .allMatch(one -> one.contains("turn_id=\"" + turnId + "\""));
    }
  }

  @Test
  void isWrittenForAllTurnsAndNamesUsersIfTheSettingsSaySo() {
    try (ServerFixture server = server(new LogSettings(Format.TEXT, Turns.ALL, true));
        LogCapture log = LogCapture.open()) {
      Transcript done = server.client().answer(ChatCall.of("Hello"));

      String turnId = done.events().getFirst().field("turn_id");
      assertThat(awaitLine(log, turnId, "outcome=\"done\""))
          .startsWith("INFO ")
          .contains("user=\"" + USER + "\"");
    }
  }

  private static ServerFixture server(LogSettings settings) {
    return new ServerFixture(_ -> {}, usual -> usual.log(settings));
  }

  private static String awaitLine(LogCapture log, String turnId, String part) {
    ServerFixture.awaitTrue(
        () -> log.lines().stream().anyMatch(line -> line.contains(turnId) && line.contains(part)));
    return log.lines().stream()
        .filter(line -> line.contains(turnId) && line.contains(part))
        .findFirst()
        .orElseThrow();
  }
}
