package dev.firstword.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.app.config.SettingsReader;
import dev.firstword.operations.audit.AuditLog;
import dev.firstword.relay.event.DurationParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firstword audit}: prints the administrative acts that were recorded. */
@Command(
    name = "audit",
    description = "List the administrative acts of the server in this data folder, oldest first.",
    mixinStandardHelpOptions = true)
final class AuditCommand implements Runnable {

  private static final Set<String> COLUMNS = Set.of("time", "act", "actor", "origin", "outcome");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The server's configuration, YAML.")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "The folder of the database (data).")
  private @Nullable Path data;

  @Option(names = "--act", paramLabel = "ACT", description = "Only these, such as key_created.")
  private @Nullable String act;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those of the last time, such as 7d or 12h.")
  private @Nullable String since;

  @Option(names = "--tenant", description = "Only those about a user of this tenant; with --user.")
  private @Nullable String tenant;

  @Option(names = "--user", description = "Only those about this user; with --tenant.")
  private @Nullable String user;

  @Option(names = "--json", description = "Print the lines as they are stored.")
  private boolean raw;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // the command line library sets the fields
  AuditCommand() {}

  @Override
  public void run() {
    if ((tenant == null) != (user == null)) {
      throw new ParameterException(spec.commandLine(), "Give both --tenant and --user.");
    }
    Instant start = since == null ? Instant.EPOCH : start(since);
    Settings settings = new SettingsReader(System.getenv()).read(config);
    AuditLog log = (data == null ? settings : settings.withData(data)).auditLog();
    PrintWriter out = spec.commandLine().getOut();
    JsonMapper json = new JsonMapper();
    try {
      for (String line : log.lines()) {
        JsonNode entry = json.readTree(line);
        if (matches(entry, start)) {
          out.println(raw ? line : text(entry));
        }
      }
      out.flush();
    } catch (IOException e) {
      throw new SettingsException("can't read the audit log: " + e.getMessage());
    }
  }

  private Instant start(String duration) {
    return DurationParser.parse(duration)
        .map(time -> InstantSource.system().instant().minus(time))
        .orElseThrow(() ->
            new ParameterException(spec.commandLine(), "--since must be a time such as 7d or 12h"));
  }

  private boolean matches(JsonNode entry, Instant start) {
    return (act == null || act.equals(entry.path("act").asText()))
        && !Instant.parse(entry.path("time").asText()).isBefore(start)
        && (tenant == null
            || user == null
            || AuditLog.digestOf(tenant, user).equals(entry.path("user_digest").asText()));
  }

  private static String text(JsonNode entry) {
    String others =
        entry.properties().stream()
            .filter(field -> !COLUMNS.contains(field.getKey()))
            .map(field -> field.getKey() + "=" + field.getValue().asText())
            .collect(Collectors.joining(" "));
    return "%s  %-25s  %-11s  %s, %s  %s"
        .formatted(
            entry.path("time").asText(),
            entry.path("act").asText(),
            entry.path("outcome").asText(),
            entry.path("actor").asText(),
            entry.path("origin").asText(),
            others)
        .stripTrailing();
  }
}
