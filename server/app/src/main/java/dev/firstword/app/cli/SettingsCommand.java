package dev.firstword.app.cli;

import dev.firstword.app.config.SettingsCatalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firstword settings}: prints the settings reference. */
@Command(
    name = "settings",
    description = "List the settings with their types and defaults.",
    mixinStandardHelpOptions = true)
final class SettingsCommand implements Runnable {

  @Option(names = "--markdown", description = "As in the documentation.")
  private boolean markdown;

  @Override
  public void run() {
    System.out.print(markdown ? SettingsCatalog.toMarkdown() : SettingsCatalog.toText());
  }
}
