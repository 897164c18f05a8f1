package dev.firstword.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.app.check.Finding.Level;
import dev.firstword.app.config.AlertSettings;
import dev.firstword.app.config.ModelPreset;
import dev.firstword.app.config.Settings;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.key.ApiKey;
import dev.firstword.core.identity.key.IssuedKey;
import dev.firstword.core.profile.ModelPolicy;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.operations.alert.AlertReceiver;
import dev.firstword.relay.testing.RefusingPort;
import dev.firstword.relay.time.Clock;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class ServerCheckTest {

  private static final String KEY = "canary-of-the-key";

  private static final ModelPolicy NO_SUCH_MODEL =
      new ModelPolicy(Set.of("no-such-model"), ThinkingOption.AUTO);

  private static Simulator simulator;

  @TempDir Path folder;
  private Path data;

  @BeforeAll
  static void startProvider() {
    simulator = Simulator.start(SimulatorSettings.defaults(), "127.0.0.1", 0);
  }

  @AfterAll
  static void stopProvider() {
    simulator.close();
  }

  @BeforeEach
  void createDatabase() throws IOException {
    data = folder.resolve("data");
    Files.writeString(folder.resolve("index.html"), "");
    SqliteStorage.open(data).close();
  }

  @Test
  void findsNothingWrongWithAServerThatWorks() throws Exception {
    List<Finding> findings = check(settings());

    // The speed of the disk is not that of a test.
    assertThat(findings)
        .filteredOn(finding -> !finding.subject().equals("Data folder"))
        .allMatch(finding -> finding.level() == Level.OK);
    assertThat(findings)
        .extracting(Finding::subject)
        .contains("Settings", "Address", "Data folder", "Storage", "Access", "Provider claude");
    assertThat(detail(findings, "Provider claude")).contains("3 of 3 models");
    assertThat(simulator.stats().total().calls()).as("model calls").isZero();
  }

  @Test
  void leavesTheDatabaseAsItWas() throws Exception {
    check(settings());

    try (Stream<Path> files = Files.list(data)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .doesNotContain("firstword.db-wal")
          .noneMatch(name -> name.endsWith(".tmp"));
    }
    assertThat(query("SELECT count(*) FROM nodes")).isZero();
  }

  @Test
  void createsNoDatabase() throws Exception {
    Path missing = folder.resolve("missing");

    List<Finding> findings = check(settings().toBuilder().data(missing).build());

    assertThat(detail(findings, "Storage")).isEqualTo("The first start creates the database.");
    assertThat(missing).doesNotExist();
  }

  @Test
  void failsForADatabaseOfALaterVersion() throws Exception {
    execute("UPDATE flyway_schema_history SET version = '9999' WHERE version = '1'");

    assertFails(check(settings()), "Storage", "of a later version");
  }

  @Test
  void warnsOfAnUpgradeOfTheTables() throws Exception {
    execute("DELETE FROM flyway_schema_history WHERE CAST(version AS INTEGER) > 9");

    Finding finding = find(check(settings()), "Storage");

    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.remedy()).contains("Back up first");
  }

  @Test
  void failsForAFolderThatCannotBeWritten() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertFails(check(settings().toBuilder().data(file).build()), "Data folder", "Can't write to");
  }

  @Test
  void failsForADamagedDatabase() throws Exception {
    Files.writeString(data.resolve("firstword.db"), "This is no database. ".repeat(100));

    assertFails(check(settings()), "Storage", "can't be used");
  }

  @Test
  void failsForAProviderThatRefusesConnections() throws Exception {
    try (RefusingPort port = RefusingPort.open()) {
      List<Finding> findings = check(withProvider(port.uri()));

      assertFails(findings, "Provider claude", "127.0.0.1 refuses connections on port");
    }
  }

  @Test
  void failsForAModelThatTheProviderLacks() throws Exception {
    Settings settings = settings().toBuilder().models(ModelPreset.CURRENT.models()).build();

    assertThat(check(settings))
        .filteredOn(finding -> finding.level() == Level.FAILS)
        .extracting(Finding::detail)
        .contains("It has no model claude-opus-5-5, or this key may not use it.");
  }

  @ParameterizedTest
  @CsvSource({
    "401, FAILS, It refuses the key",
    "403, FAILS, It refuses the key",
    "404, WARNING, lists no models",
    "500, WARNING, answers with status 500",
  })
  void judgesTheStatusOfAProvider(int status, Level level, String detail) throws Exception {
    HttpServer server = respondWith(status);
    try {
      Finding finding = find(check(withProvider(uri(server))), "Provider claude");

      assertThat(finding.level()).isEqualTo(level);
      assertThat(finding.detail()).contains(detail);
      assertThat(finding.remedy()).isNotEmpty();
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"200, OK", "405, OK", "410, WARNING", "503, WARNING"})
  void judgesTheReceiverOfAlerts(int status, Level level) throws Exception {
    HttpServer server = respondWith(status);
    try {
      Finding finding = find(check(withAlerts(uri(server))), "Alert webhook");

      assertThat(finding.level()).isEqualTo(level);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void failsForAReceiverOfAlertsThatCannotBeReached() throws Exception {
    URI uri = URI.create("http://no-such-host.invalid/canary-of-the-hook");

    List<Finding> findings = check(withAlerts(uri));

    assertFails(findings, "Alert webhook", "The name no-such-host.invalid has no address.");
    assertThat(findings.toString()).doesNotContain("canary");
  }

  @Test
  void failsForAServerWithoutKeysThatOthersCanReach() throws Exception {
    Settings open = settings().toBuilder().host("0.0.0.0").build();
    assertFails(check(open), "Access", "there are no keys");

    addKey();

    assertThat(find(check(open), "Access").level()).isEqualTo(Level.OK);
  }

  @Test
  void failsForAPortThatAnotherProgramUses() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> closeEachConnection(other));

      List<Finding> findings = check(settings().toBuilder().port(other.getLocalPort()).build());

      assertFails(findings, "Address", "Can't listen on 127.0.0.1 port");
    }
  }

  private static void closeEachConnection(ServerSocket socket) {
    try {
      while (true) {
        socket.accept().close();
      }
    } catch (IOException _) {
      // The test has ended.
    }
  }

  @Test
  void failsForAnUnknownModelInAProfile() throws Exception {
    Settings settings = settings();
    Settings changed =
        settings.toBuilder()
            .profiles(
                settings.profiles().stream()
                    .map(profile -> profile.withModelPolicy(NO_SUCH_MODEL))
                    .toList())
            .build();

    assertFails(check(changed), "Settings", "no-such-model is not in the models");
  }

  private Settings settings() {
    return withProvider(simulator.uri());
  }

  private Settings withProvider(URI uri) {
    return Settings.DEFAULTS.toBuilder()
        .port(0)
        .data(data)
        .webRoot(folder)
        .providers(List.of(new ProviderEndpoint("claude", Dialect.ANTHROPIC, uri, KEY, Map.of())))
        .build();
  }

  private Settings withAlerts(URI uri) {
    return settings().toBuilder().alerts(new AlertSettings(new AlertReceiver(uri, null))).build();
  }

  private static List<Finding> check(Settings settings) throws InterruptedException {
    List<Finding> findings = ServerCheck.run(settings, Clock.system());
    assertThat(findings.toString()).doesNotContain(KEY);
    assertThat(findings)
        .allMatch(finding -> (finding.level() == Level.OK) == finding.remedy().isEmpty());
    return findings;
  }

  private static void assertFails(List<Finding> findings, String subject, String detail) {
    Finding finding = find(findings, subject);
    assertThat(finding.level()).isEqualTo(Level.FAILS);
    assertThat(finding.detail()).contains(detail);
  }

  private static String detail(List<Finding> findings, String subject) {
    return find(findings, subject).detail();
  }

  private static Finding find(List<Finding> findings, String subject) {
    return findings.stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow(() -> new AssertionError(subject + " is not among " + findings));
  }

  private static HttpServer respondWith(int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static URI uri(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void addKey() {
    IssuedKey key = IssuedKey.create();
    try (SqliteStorage storage = SqliteStorage.openAlongside(data)) {
      storage
          .apiKeys()
          .add(
              new ApiKey(
                  key.id(),
                  key.secretDigest(),
                  new Caller("acme", "ada"),
                  Role.USER,
                  "",
                  0,
                  null,
                  null));
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.getLong(1);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("firstword.db"));
  }
}
