package dev.firstword.app.cli;

import dev.firstword.adapters.sql.PostgresqlStorage;
import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.adapters.sql.Storage;
import dev.firstword.adapters.sql.StorageException;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.app.config.SettingsReader;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.key.ApiKey;
import dev.firstword.core.identity.key.ApiKeyStore;
import dev.firstword.core.identity.key.IssuedKey;
import dev.firstword.operations.audit.AuditLog;
import dev.firstword.relay.event.DurationParser;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code firstword keys}: creates, lists and revokes API keys. */
@Command(
    name = "keys",
    description = "Create, list and revoke API keys.",
    mixinStandardHelpOptions = true)
final class KeysCommand implements Runnable {

  private static final InstantSource CLOCK = InstantSource.system();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The server's configuration, YAML.",
      scope = ScopeType.INHERIT)
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of the database (data).",
      scope = ScopeType.INHERIT)
  private @Nullable Path data;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // the command line library sets the fields
  KeysCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a subcommand: add, list or revoke.");
  }

  @Command(
      name = "add",
      description = "Create a key and show it once.",
      mixinStandardHelpOptions = true)
  int add(
      @Option(names = "--tenant", required = true, description = "The tenant it gives access to.")
          String tenant,
      @Option(names = "--user", required = true, description = "The user whom it authenticates.")
          String user,
      @Option(
              names = "--role",
              defaultValue = "user",
              description = "user, service (also acts for the tenant's users) or operator (user).")
          String role,
      @Option(names = "--name", defaultValue = "", description = "A name shown in the list.")
          String name,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "How long it is valid, such as 90d or 12h (no limit).")
          @Nullable String expires) {
    long now = CLOCK.millis();
    Caller owner = owner(tenant, user);
    Role parsedRole =
        Role.ofWireName(role)
            .orElseThrow(() -> invalid("--role must be user, service or operator, not " + role));
    Long expiresAtMs =
        expires == null ? null : Long.valueOf(now + parseDuration(expires).toMillis());
    if (!name.isEmpty() && !Caller.isValidName(name)) {
      throw invalid("--name must be at most 255 characters, on one line");
    }
    IssuedKey issued = IssuedKey.create();
    return withKeys((store, audit) -> {
      boolean first = store.list().isEmpty();
      if (!store.add(
          new ApiKey(
              issued.id(),
              issued.secretDigest(),
              owner,
              parsedRole,
              name,
              now,
              expiresAtMs,
              null))) {
        throw new IllegalStateException("there is a key with the id " + issued.id());
      }
      CommandAudit.record(
          audit,
          "key_created",
          Map.of(
              "created_key_id",
              issued.id(),
              "role",
              parsedRole.wireName(),
              "tenant",
              tenant,
              "user_digest",
              AuditLog.digestOf(tenant, user),
              "expires",
              expiresAtMs == null ? "never" : Instant.ofEpochMilli(expiresAtMs).toString()));
      spec.commandLine().getOut().println(issued.text());
      PrintWriter err = spec.commandLine().getErr();
      err.println("This is the only time that the key is shown. Keep it like a password.");
      if (first) {
        err.println(
            "It is the first key: restart a server that was started without keys."
                + " From then on it rejects requests without a key.");
      }
      return 0;
    });
  }

  @Command(
      name = "list",
      description = "List the keys, without their secrets.",
      mixinStandardHelpOptions = true)
  int list() {
    return withKeys((store, _) -> {
      List<ApiKey> keys = store.list();
      if (keys.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println("There are no keys. Create one with: firstword keys add");
        return 0;
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("ID", "STATE", "ROLE", "TENANT", "USER", "NAME", "CREATED", "EXPIRES"));
      keys.forEach(key -> rows.add(row(key)));
      printTable(rows);
      return 0;
    });
  }

  @Command(
      name = "revoke",
      description = "Revoke a key. Servers stop accepting it within 10 seconds.",
      mixinStandardHelpOptions = true)
  int revoke(@Parameters(paramLabel = "ID", description = "The key's id, as listed.") String id) {
    // The whole key is accepted in place of its id.
    String keyId = IssuedKey.parse(id).map(IssuedKey::id).orElse(id);
    return withKeys((store, audit) -> {
      if (store.revoke(keyId, CLOCK.millis())) {
        CommandAudit.record(audit, "key_revoked", Map.of("revoked_key_id", keyId));
        spec.commandLine().getErr().println("The key " + keyId + " is revoked.");
        return 0;
      }
      spec.commandLine().getErr().println("There is no key of that id. See: firstword keys list");
      return 1;
    });
  }

  /** What a subcommand does. */
  private interface Action {
    int run(ApiKeyStore store, AuditLog audit);
  }

  private int withKeys(Action action) {
    Settings read = new SettingsReader(System.getenv()).read(config);
    Settings settings = data == null ? read : read.withData(data);
    try (Storage storage = openStorage(settings)) {
      return action.run(storage.apiKeys(), settings.auditLog());
    } catch (StorageException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  private static Storage openStorage(Settings settings) {
    return switch (settings.storage().kind()) {
      case SQLITE -> SqliteStorage.openAlongside(settings.data());
      case POSTGRESQL ->
          PostgresqlStorage.open(Objects.requireNonNull(settings.storage().postgresql()));
      case MEMORY ->
          throw new SettingsException(
              "storage: memory keeps no keys; use sqlite or postgresql, or tokens (auth.jwt)");
    };
  }

  private Caller owner(String tenant, String user) {
    if (!Caller.isValidName(tenant) || !Caller.isValidName(user)) {
      throw invalid("--tenant and --user must be 1 to 255 characters, on one line");
    }
    return new Caller(tenant, user);
  }

  private Duration parseDuration(String text) {
    Duration time =
        DurationParser.parse(text)
            .orElseThrow(() -> invalid("--expires must be a time such as 90d or 12h"));
    if (!time.isPositive()) {
      throw invalid("--expires must be positive");
    }
    return time;
  }

  private ParameterException invalid(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private static List<String> row(ApiKey key) {
    return List.of(
        key.id(),
        key.stateAt(CLOCK.millis()).name().toLowerCase(Locale.ROOT),
        key.role().wireName(),
        key.owner().tenant(),
        key.owner().user(),
        key.name(),
        formatMinute(key.createdAtMs()),
        key.expiresAtMs() == null ? "never" : formatMinute(key.expiresAtMs()));
  }

  private static String formatMinute(long atMs) {
    return Instant.ofEpochMilli(atMs).truncatedTo(ChronoUnit.MINUTES).toString();
  }

  private void printTable(List<List<String>> rows) {
    PrintWriter out = spec.commandLine().getOut();
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = row.get(column);
        line.append(cell).repeat(" ", widths[column] - cell.length() + 2);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
