package dev.firstword.app.cli;

import dev.firstword.app.config.EffectiveSetting;
import dev.firstword.app.config.EffectiveSettings;
import dev.firstword.app.config.SettingsCatalog;
import dev.firstword.app.config.SettingsReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code firstword settings}: prints the settings that apply, or the settings reference. */
@Command(
    name = "settings",
    description = {
      "List all settings with their values and where each is from.",
      "Prints no secrets. Exits with 1 if the settings are invalid."
    },
    mixinStandardHelpOptions = true)
final class SettingsCommand implements Runnable {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The server's configuration, YAML.")
  private @Nullable Path config;

  @Option(names = "--changed", description = "Leave out what has its default.")
  private boolean changed;

  @Option(names = "--reference", description = "Print types, defaults and meanings instead.")
  private boolean reference;

  @Option(names = "--markdown", description = "Print the reference as in the documentation.")
  private boolean markdown;

  @Spec private CommandSpec spec;

  private final Map<String, String> environment;

  SettingsCommand() {
    this(System.getenv());
  }

  @SuppressWarnings("NullAway.Init") // the command line library sets the fields
  SettingsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (markdown || reference) {
      out.print(markdown ? SettingsCatalog.toMarkdown() : SettingsCatalog.toText());
      out.flush();
      return;
    }
    List<EffectiveSetting> settings =
        EffectiveSettings.list(config, environment).stream()
            .filter(setting -> !changed || !setting.isDefault())
            .toList();
    int keyWidth = width(settings.stream().map(EffectiveSetting::key).toList());
    int valueWidth = width(settings.stream().map(EffectiveSetting::value).toList());
    for (EffectiveSetting setting : settings) {
      out.println(
          (pad(setting.key(), keyWidth) + pad(setting.value(), valueWidth) + setting.origin())
              .stripTrailing());
    }
    out.flush();
    new SettingsReader(environment).read(config); // Reports what is invalid.
  }

  private static int width(List<String> column) {
    return column.stream().mapToInt(String::length).max().orElse(0) + 2;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
