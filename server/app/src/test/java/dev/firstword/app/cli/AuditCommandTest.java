package dev.firstword.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.operations.audit.AuditLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What commands record, and how it is read. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class AuditCommandTest {

  @TempDir Path data;

  @Test
  void listsKeysThatWereCreatedAndRevoked() {
    String key = run(new KeysCommand(), "add", "--tenant", "acme", "--user", "ada").getFirst();
    String id = key.split("_", -1)[1];
    run(new KeysCommand(), "revoke", id);

    List<String> acts = run(new AuditCommand());

    assertThat(acts).hasSize(2);
    assertThat(acts.get(0))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z  key_created +done +system user .+")
        .contains("command line on ", "created_key_id=" + id, "role=user", "tenant=acme")
        .contains("user_digest=" + AuditLog.digestOf("acme", "ada"))
        .doesNotContain("ada", key);
    assertThat(acts.get(1)).contains("key_revoked", "revoked_key_id=" + id);
  }

  @Test
  void listsBackupsAndRestores() {
    SqliteStorage.open(data).close();
    String file = data.resolve("copy.db").toString();
    run(new BackupCommands.Backup(), file);
    run(new BackupCommands.Restore(), file);

    assertThat(run(new AuditCommand()))
        .satisfiesExactly(
            act -> assertThat(act).contains("backup_created", "file=" + file),
            act -> assertThat(act).contains("backup_restored", "file=" + file));
  }

  @Test
  void filtersByActTimeAndUser() {
    run(new KeysCommand(), "add", "--tenant", "acme", "--user", "ada");
    run(new KeysCommand(), "add", "--tenant", "acme", "--user", "bob");
    run(new KeysCommand(), "revoke", "none");

    assertThat(run(new AuditCommand(), "--tenant", "acme", "--user", "ada")).hasSize(1);
    assertThat(run(new AuditCommand(), "--act", "key_created")).hasSize(2);
    assertThat(run(new AuditCommand(), "--act", "key_revoked")).isEmpty();
    assertThat(run(new AuditCommand(), "--since", "1h", "--json"))
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"time\":"));
  }

  @Test
  void recordsWhenASettingsFileHasChanged() throws IOException {
    Path config = Files.writeString(data.resolve("firstword.yml"), "port: 1");
    ServerAudit server = new ServerAudit(AuditLog.in(data, 1_000_000));

    server.recordStart(config);
    server.recordStop();
    server.recordStart(config);
    Files.writeString(config, "port: 2");
    server.recordStart(config);

    assertThat(run(new AuditCommand()))
        .extracting(line -> line.split(" +", -1)[1])
        .containsExactly(
            "server_started",
            "server_stopped",
            "server_started",
            "settings_changed",
            "server_started");
  }

  private List<String> run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--data");
    all.add(data.toString());
    new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(all.toArray(String[]::new));
    return out.toString().lines().toList();
  }
}
