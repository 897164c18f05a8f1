package dev.firstword.app.cli;

import dev.firstword.app.config.SettingsException;
import dev.firstword.app.wiring.Firstword;
import java.io.UncheckedIOException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code firstword}. */
@Command(
    name = "firstword",
    description = "Makes slow model answers feel fast: a server between a product and its models.",
    mixinStandardHelpOptions = true,
    version = "Firstword " + Firstword.VERSION,
    subcommands = {
      ServeCommand.class,
      AskCommand.class,
      DoctorCommand.class,
      KeysCommand.class,
      BackupCommands.Backup.class,
      BackupCommands.Restore.class,
      UserCommands.Export.class,
      UserCommands.Erase.class,
      SimulateCommand.class,
      DiagnoseCommand.class,
      SettingsCommand.class
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // the command line library sets the fields
  private Main() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }

  /** Runs a command. Exits with 0 on success, 1 on failure and 2 for invalid arguments. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    Optional<ServeCommand> serve = ServeCommand.parseSimple(arguments);
    if (serve.isEmpty()) {
      CommandLine commandLine = new CommandLine(new Main());
      commandLine.setExecutionExceptionHandler((e, _, _) -> printError(e));
      return commandLine.execute(arguments);
    }
    try {
      serve.get().run();
      return 0;
    } catch (RuntimeException e) {
      return printError(e);
    }
  }

  private static int printError(Exception e) {
    if (e instanceof SettingsException || e instanceof UncheckedIOException) {
      System.err.println("firstword: " + e.getMessage());
    } else {
      e.printStackTrace();
    }
    return 1;
  }
}
