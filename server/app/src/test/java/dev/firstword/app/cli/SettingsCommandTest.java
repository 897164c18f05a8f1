package dev.firstword.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class SettingsCommandTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  @Test
  void printsKeysValuesAndOriginsInColumns() throws IOException {
    Path config = Files.writeString(folder.resolve("a.yml"), "port: 9000\nhost: localhost\n");

    run("--config", config.toString(), "--changed");

    assertThat(out.toString().lines())
        .containsExactly(
            "host  localhost  " + config + ":2", // In the order of the reference.
            "port  9000       " + config + ":1");
  }

  @Test
  void printsAllSettingsWithoutAFile() {
    run();

    assertThat(out.toString()).containsPattern("(?m)^port +8080 +default$");
  }

  @Test
  void printsWhatIsValidAndThenFailsForWhatIsNot() throws IOException {
    Path config = Files.writeString(folder.resolve("a.yml"), "port: 70000\nhost: localhost\n");

    Exception failure = run("--config", config.toString(), "--changed");

    assertThat(out.toString()).contains("port  70000");
    assertThat(failure)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("port must be a whole number");
  }

  @Test
  void printsTheReference() {
    run("--reference");

    assertThat(out.toString()).contains("port (integer, default: 8080)\n    Port to listen on");
  }

  /** Returns what the command failed with; null if it succeeded. */
  private @Nullable Exception run(String... arguments) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    new CommandLine(new SettingsCommand(Map.of()))
        .setOut(new PrintWriter(out, true))
        .setExecutionExceptionHandler((e, _, _) -> {
          failure.set(e);
          return 1;
        })
        .execute(arguments);
    return failure.get();
  }
}
