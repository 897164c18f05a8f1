package dev.firstword.app.check;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import dev.firstword.adapters.sql.StorageException;
import dev.firstword.adapters.sql.StoreProbe;
import dev.firstword.app.config.Settings;
import dev.firstword.relay.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads from the database and writes to it, without changing it. */
final class StorageCheck {

  private static final String SUBJECT = "Storage";
  private static final long LOW_SPACE_BYTES = 1L << 30;
  private static final long MIN_FREE_BYTES = 100L << 20;
  private static final Duration SLOW_FLUSH = Duration.ofMillis(100);
  private static final int PROBE_BYTES = 64 * 1024;

  private final Settings settings;
  private final Clock clock;
  private final ClockSamples clocks;

  StorageCheck(Settings settings, Clock clock, ClockSamples clocks) {
    this.settings = settings;
    this.clock = clock;
    this.clocks = clocks;
  }

  List<Finding> run() {
    return switch (settings.storage().kind()) {
      case SQLITE -> sqlite(settings.data());
      case POSTGRESQL -> postgresql(Objects.requireNonNull(settings.storage().postgresql()));
      case MEMORY ->
          access(
              0,
              Finding.warning(
                  SUBJECT, "In memory: nothing outlives the server.", "Set storage: sqlite."));
    };
  }

  private List<Finding> sqlite(Path folder) {
    List<Finding> findings = new ArrayList<>();
    findings.add(folder(folder));
    if (!StoreProbe.existsIn(folder)) {
      findings.addAll(access(0, Finding.ok(SUBJECT, "The first start creates the database.")));
      return findings;
    }
    try {
      StoreProbe probe = StoreProbe.sqlite(folder);
      findings.addAll(
          access(probe.apiKeys(), schema(probe, "SQLite " + probe.version() + " in " + folder)));
    } catch (StorageException e) {
      findings.add(
          Finding.fails(
              SUBJECT,
              "The database in " + folder + " can't be used: " + e.getMessage() + ".",
              "Check the permissions of the folder; if the file is damaged, restore a backup."));
    }
    return findings;
  }

  /** Writes a file and deletes it: a full disk does not show otherwise. */
  private Finding folder(Path folder) {
    String subject = "Data folder";
    Path probe = folder.resolve("check-" + ProcessHandle.current().pid() + ".tmp");
    try {
      boolean isNew = !Files.exists(folder);
      Files.createDirectories(folder);
      Duration flush;
      long free;
      try {
        flush = flush(probe);
        free = Files.getFileStore(folder).getUsableSpace();
      } finally {
        Files.deleteIfExists(probe);
        if (isNew) {
          Files.deleteIfExists(folder);
        }
      }
      String room = (free >> 20) + " MB are free in " + folder.toAbsolutePath();
      String remedy = "Make room, or move the folder to a larger disk.";
      if (free < MIN_FREE_BYTES) {
        return Finding.fails(subject, "Only " + room + ".", remedy);
      }
      if (free < LOW_SPACE_BYTES) {
        return Finding.warning(subject, "Only " + room + ".", remedy);
      }
      return flush.compareTo(SLOW_FLUSH) > 0
          ? Finding.warning(
              subject,
              "The disk takes " + flush.toMillis() + " ms to make a write durable.",
              "Every new message waits for that. Use a local SSD.")
          : Finding.ok(subject, room + "; a durable write takes " + flush.toMillis() + " ms.");
    } catch (IOException e) {
      return Finding.fails(
          subject,
          "Can't write to " + folder.toAbsolutePath() + ": " + e + ".",
          "Create the folder, and give it to the user who runs the server.");
    }
  }

  private Duration flush(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(PROBE_BYTES));
      long start = clock.nanoTime();
      channel.force(true);
      return Duration.ofNanos(clock.nanoTime() - start);
    }
  }

  private List<Finding> postgresql(ConnectionSettings connection) {
    List<Finding> findings = new ArrayList<>();
    try {
      Instant before = clock.instant();
      StoreProbe probe = StoreProbe.postgresql(connection);
      if (probe.time() != null) {
        clocks.add("PostgreSQL", probe.time(), before, clock.instant());
      }
      findings.addAll(access(probe.apiKeys(), schema(probe, "PostgreSQL " + probe.version())));
      Integer free = probe.freeConnections();
      if (free != null && free < connection.poolSize()) {
        findings.add(
            Finding.warning(
                "Connections",
                "PostgreSQL has %d free connections; postgresql.pool_size is %d."
                    .formatted(free, connection.poolSize()),
                "Raise max_connections, or lower pool_size. A running node has its own already."));
      }
    } catch (StorageException e) {
      findings.add(
          Finding.fails(
              SUBJECT,
              "PostgreSQL can't be used: " + e.getMessage() + ".",
              "Check postgresql.url, user and password, and whether the user may create tables."));
    }
    return findings;
  }

  private static Finding schema(StoreProbe probe, String where) {
    if (probe.schema() > StoreProbe.LATEST_SCHEMA) {
      return Finding.fails(
          SUBJECT,
          "The tables are of a later version of Firstword (%d, this one knows %d)."
              .formatted(probe.schema(), StoreProbe.LATEST_SCHEMA),
          "Run that version, or restore a backup from before the upgrade.");
    }
    if (probe.schema() > 0 && probe.schema() < StoreProbe.LATEST_SCHEMA) {
      return Finding.warning(
          SUBJECT,
          "The next start changes the tables from version %d to %d."
              .formatted(probe.schema(), StoreProbe.LATEST_SCHEMA),
          "Back up first: earlier versions of Firstword can't use them afterwards.");
    }
    return Finding.ok(SUBJECT, where + " can be read and written.");
  }

  /** Other machines must not reach a server that requires no credentials. */
  private List<Finding> access(long apiKeys, Finding storage) {
    boolean requiresCredentials = apiKeys > 0 || !settings.tokenIssuers().isEmpty();
    String remedy = "Create a key with firstword keys add, or name an issuer under auth.jwt.";
    if (!requiresCredentials && !isLoopback(settings.host())) {
      return List.of(
          storage,
          Finding.fails(
              "Access",
              "Other machines can reach " + settings.host() + ", and there are no keys.",
              remedy));
    }
    if (!requiresCredentials && settings.http().cors().allowsAnyOrigin()) {
      return List.of(
          storage,
          Finding.fails("Access", "cors.allowed_origins is \"*\", and there are no keys.", remedy));
    }
    return List.of(
        storage,
        requiresCredentials
            ? Finding.ok("Access", "Every request needs a key or a token.")
            : Finding.ok(
                "Access", "Everyone on this machine, and nobody else; there are no keys."));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return true; // Reported as the address.
    }
  }
}
