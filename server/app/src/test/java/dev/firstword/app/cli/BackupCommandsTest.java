package dev.firstword.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.app.config.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class BackupCommandsTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  @Test
  void tellsWhatItCopiedAndWhereTheRestLies() {
    Path data = folder.resolve("data");
    Path backup = folder.resolve("copy.db");
    SqliteStorage.open(data).close();

    run(new BackupCommands.Backup(), backup.toString(), "--data", data.toString());
    run(new BackupCommands.Restore(), backup.toString(), "--data", data.toString());

    assertThat(out.toString().lines())
        .satisfiesExactly(
            copied ->
                assertThat(copied).startsWith(backup + ": 0 conversations, 0 turns, 0 documents, "),
            restored -> assertThat(restored).startsWith(data + ": 0 conversations"),
            replaced ->
                assertThat(replaced)
                    .startsWith("What was there before is in " + data.resolve("before-restore-")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "storage: memory                                                        | nothing to back up",
        "{storage: postgresql, postgresql: {url: jdbc:postgresql://db/a}}  | pg_dump",
      })
  void namesWhatToUseForAnotherStorage(String settings, String sentence) throws IOException {
    Path config = Files.writeString(folder.resolve("settings.yml"), settings);

    Exception refusal = run(new BackupCommands.Backup(), "copy.db", "--config", config.toString());

    assertThat(refusal).isInstanceOf(SettingsException.class).hasMessageContaining(sentence);
  }

  /** Returns what a command failed with; null if it succeeded. */
  private @Nullable Exception run(Runnable command, String... arguments) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    int exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setExecutionExceptionHandler((e, _, _) -> {
              failure.set(e);
              return 1;
            })
            .execute(arguments);
    assertThat(exitCode).isEqualTo(failure.get() == null ? 0 : 1);
    return failure.get();
  }
}
