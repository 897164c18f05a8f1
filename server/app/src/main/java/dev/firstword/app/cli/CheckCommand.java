package dev.firstword.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.app.check.Finding;
import dev.firstword.app.check.Finding.Level;
import dev.firstword.app.check.ServerCheck;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.app.config.SettingsReader;
import dev.firstword.relay.time.Clock;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code firstword check}: validates the settings and tries what they name. */
@Command(
    name = "check",
    description = {
      "Validate the settings, and try what they name: stores, providers, webhooks, Redis, clocks",
      "and certificates. Calls no model and changes nothing.",
      "Exits with 1 if something would fail."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  private static final int SUBJECT_WIDTH = 20;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The server's configuration, YAML.")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "The folder of the database.")
  private @Nullable Path data;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final Map<String, String> environment;

  CheckCommand() {
    this(System.getenv());
  }

  @SuppressWarnings("NullAway.Init") // the command line library sets the fields
  CheckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings = findings();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(findings) : text(findings));
    out.flush();
    return count(findings, Level.FAILS) == 0 ? 0 : 1;
  }

  private List<Finding> findings() throws InterruptedException {
    Settings settings;
    try {
      settings = new SettingsReader(environment).read(config);
    } catch (SettingsException e) {
      return List.of(
          new Finding(
              Level.FAILS,
              "Settings",
              e.getMessage() + ".",
              "Correct " + (config == null ? "the environment" : config) + "."));
    }
    return ServerCheck.run(data == null ? settings : settings.withData(data), Clock.system());
  }

  private static long count(List<Finding> findings, Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %-" + SUBJECT_WIDTH + "s %s%n",
              mark(finding.level()),
              finding.subject(),
              finding.detail()));
      if (!finding.remedy().isEmpty()) {
        text.append(" ".repeat(SUBJECT_WIDTH + 3))
            .append(finding.remedy())
            .append(System.lineSeparator());
      }
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "%n%d ok, %d %s, %d would fail.",
                count(findings, Level.OK),
                count(findings, Level.WARNING),
                count(findings, Level.WARNING) == 1 ? "warning" : "warnings",
                count(findings, Level.FAILS)))
        .toString();
  }

  private static String mark(Level level) {
    return switch (level) {
      case OK -> "✓";
      case WARNING -> "!";
      case FAILS -> "✗";
    };
  }

  private static String json(List<Finding> findings) {
    ArrayNode list = new JsonMapper().createArrayNode();
    for (Finding finding : findings) {
      ObjectNode each = list.addObject();
      each.put("level", finding.level().name().toLowerCase(Locale.ROOT));
      each.put("subject", finding.subject());
      each.put("detail", finding.detail());
      if (!finding.remedy().isEmpty()) {
        each.put("remedy", finding.remedy());
      }
    }
    return list.toPrettyString();
  }
}
