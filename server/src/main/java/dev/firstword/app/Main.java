package dev.firstword.app;

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
      SimulateCommand.class,
      DiagnoseCommand.class
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // the command line library sets the fields
  private Main() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do.");
  }

  /** Runs a command; exits with 0 when it did what was asked, 1 when not, 2 for wrong arguments. */
  public static void main(String[] arguments) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler((e, line, _) -> {
      if (e instanceof SettingsException || e instanceof java.io.UncheckedIOException) {
        line.getErr().println("firstword: " + e.getMessage());
      } else {
        e.printStackTrace(line.getErr());
      }
      return 1;
    });
    System.exit(commandLine.execute(arguments));
  }
}
