package dev.firstword.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

final class LoggingTest {

  private final LoggerContext context = new LoggerContext();

  @Test
  void linesBeginWithTheDate() {
    Logging.addConsole(context);

    assertThat(logged())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN  SomeClass: turn_1 failed\n");
  }

  @Test
  void linesAreJsonIfTheSettingSaysSo() {
    Logging.addConsole(context);

    Logging.useJson(context);

    assertThat(logged())
        .startsWith("{\"time\":\"")
        .contains("\"level\":\"WARN\"", "\"message\":\"turn_1 failed\"")
        .endsWith("}\n");
  }

  @Test
  void leavesAnotherConfigurationAlone() {
    Logging.useJson(context);

    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().hasNext())
        .isFalse();
  }

  /** Returns a line as the console gets it. */
  private String logged() {
    var appender = context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
    assertThat(appender).isInstanceOf(ConsoleAppender.class);
    ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) appender;
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("dev.firstword.SomeClass"),
            Level.WARN,
            "{} failed",
            null,
            new Object[] {"turn_1"});
    return new String(console.getEncoder().encode(event), UTF_8);
  }
}
