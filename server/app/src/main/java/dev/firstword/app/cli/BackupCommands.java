package dev.firstword.app.cli;

import dev.firstword.adapters.sql.SqliteBackup;
import dev.firstword.adapters.sql.StorageException;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.app.config.SettingsReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firstword backup} and {@code firstword restore}. */
final class BackupCommands {

  private BackupCommands() {}

  /** The options of both. */
  static final class DataFolder {

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The server's configuration, YAML.")
    private @Nullable Path config;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "The folder of the database (data).")
    private @Nullable Path data;

    DataFolder() {}

    /** Returns the settings, if they keep the database in a folder. */
    Settings settings() {
      Settings settings = new SettingsReader(System.getenv()).read(config);
      return switch (settings.storage().kind()) {
        case SQLITE -> data == null ? settings : settings.withData(data);
        case POSTGRESQL ->
            throw new SettingsException("storage is PostgreSQL; use pg_dump and pg_restore");
        case MEMORY -> throw new SettingsException("storage: memory has nothing to back up");
      };
    }
  }

  /** {@code firstword backup}: copies the database of a server that may be running. */
  @Command(
      name = "backup",
      description = "Copy the SQLite database of a server, which may be running.",
      mixinStandardHelpOptions = true)
  static final class Backup implements Runnable {

    @Mixin private DataFolder folder;

    @Parameters(paramLabel = "FILE", description = "Where to write the copy; must not exist.")
    private Path file;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // the command line library sets the fields
    Backup() {}

    @Override
    public void run() {
      try {
        Settings settings = folder.settings();
        SqliteBackup.Contents contents = SqliteBackup.create(settings.data(), file);
        CommandAudit.record(
            settings.auditLog(),
            "backup_created",
            Map.of("file", file.toAbsolutePath().toString()));
        spec.commandLine().getOut().println(file + ": " + describe(contents));
      } catch (StorageException e) {
        throw new SettingsException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** {@code firstword restore}: puts a backup in place of the database of a stopped server. */
  @Command(
      name = "restore",
      description = "Put a backup in place of the SQLite database of a stopped server.",
      mixinStandardHelpOptions = true)
  static final class Restore implements Runnable {

    @Mixin private DataFolder folder;

    @Parameters(paramLabel = "FILE", description = "A copy made by firstword backup.")
    private Path file;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // the command line library sets the fields
    Restore() {}

    @Override
    public void run() {
      try {
        Settings settings = folder.settings();
        Path data = settings.data();
        SqliteBackup.Restored restored =
            SqliteBackup.restore(file, data, InstantSource.system().instant());
        CommandAudit.record(
            settings.auditLog(),
            "backup_restored",
            Map.of("file", file.toAbsolutePath().toString()));
        PrintWriter out = spec.commandLine().getOut();
        out.println(data + ": " + describe(restored.contents()));
        if (restored.replaced() != null) {
          out.println("What was there before is in " + restored.replaced());
        }
      } catch (StorageException e) {
        throw new SettingsException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static String describe(SqliteBackup.Contents contents) {
    return "%d conversations, %d turns, %d documents, %d bytes"
        .formatted(
            contents.conversations(), contents.turns(), contents.documents(), contents.bytes());
  }
}
