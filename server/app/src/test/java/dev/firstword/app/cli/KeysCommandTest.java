package dev.firstword.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.key.ApiKey;
import dev.firstword.core.identity.key.ApiKeyVerifier;
import dev.firstword.core.identity.key.IssuedKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class KeysCommandTest {

  @TempDir Path data;

  /** The result of a command. */
  private record CommandResult(int exitCode, String out, String err) {}

  @Test
  void showsNewKeyOnceAndAcceptsIt() {
    CommandResult added = run("add", "--tenant", "acme", "--user", "ada", "--role", "service");

    String key = added.out.strip();
    assertThat(added.exitCode).isZero();
    assertThat(added.err).contains("only time that the key is shown");
    try (SqliteStorage storage = SqliteStorage.openAlongside(data)) {
      var principal =
          new ApiKeyVerifier(storage.apiKeys(), InstantSource.system()).verify(key).principal();
      assertThat(principal.caller()).isEqualTo(new Caller("acme", "ada"));
      assertThat(principal.role()).isEqualTo(Role.SERVICE);
    }
    assertThat(run("list").out).doesNotContain(key, key.substring(25));
  }

  @Test
  void firstKeyAsksForRestart() {
    assertThat(run("add", "--tenant", "acme", "--user", "ada").err).contains("restart a server");
    assertThat(run("add", "--tenant", "acme", "--user", "bob").err).doesNotContain("started");
  }

  @Test
  void listsKeys() {
    assertThat(run("list").err).contains("There are no keys");
    run("add", "--tenant", "acme", "--user", "ada", "--name", "Ada's laptop", "--expires", "90d");
    run("add", "--tenant", "globex", "--user", "shop", "--role", "operator");

    List<String> lines = run("list").out.lines().toList();

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("ID ").contains("STATE", "TENANT", "EXPIRES");
    assertThat(lines.get(1)).contains("valid", "user", "acme", "ada", "Ada's laptop");
    assertThat(lines.get(2)).contains("operator", "globex", "shop").endsWith("never");
  }

  @Test
  void storesExpiry() {
    run("add", "--tenant", "acme", "--user", "ada", "--expires", "90d");

    ApiKey key = storedKeys().getFirst();

    assertThat(key.expiresAtMs()).isEqualTo(key.createdAtMs() + Duration.ofDays(90).toMillis());
  }

  @Test
  void revokesByIdOrByWholeKey() {
    String first = run("add", "--tenant", "acme", "--user", "ada").out.strip();
    String second = run("add", "--tenant", "acme", "--user", "bob").out.strip();

    CommandResult byId = run("revoke", IssuedKey.parse(first).orElseThrow().id());
    CommandResult byKey = run("revoke", second);
    CommandResult unknown = run("revoke", "nothing");

    assertThat(byId.exitCode).isZero();
    assertThat(byKey.exitCode).isZero();
    assertThat(byKey.err).doesNotContain(second);
    assertThat(unknown.exitCode).isEqualTo(1);
    assertThat(unknown.err).contains("There is no key of that id");
    assertThat(storedKeys()).allMatch(key -> key.revokedAtMs() != null);
    assertThat(run("list").out).contains("revoked");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "add --user ada                                | --tenant",
        "add --tenant acme                             | --user",
        "add --tenant acme --user ada --role king      | --role must be user, service or operator",
        "add --tenant acme --user ada --expires soon   | --expires must be a time such as 90d",
        "add --tenant acme --user ada --expires 0d     | --expires must be positive",
        "revoke                                        | ID",
      })
  void reportsInvalidArgument(String arguments, String sentence) {
    CommandResult ran = run(arguments.split(" ", -1));

    assertThat(ran.exitCode).isEqualTo(2);
    assertThat(ran.err).contains(sentence);
    assertThat(storedKeys()).isEmpty();
  }

  private List<ApiKey> storedKeys() {
    try (SqliteStorage storage = SqliteStorage.openAlongside(data)) {
      return storage.apiKeys().list();
    }
  }

  private CommandResult run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new KeysCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(
                Stream.concat(Stream.of(arguments), Stream.of("--data", data.toString()))
                    .toArray(String[]::new));
    return new CommandResult(exitCode, out.toString(), err.toString());
  }
}
