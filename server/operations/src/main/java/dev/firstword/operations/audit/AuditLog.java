package dev.firstword.operations.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends administrative acts to a file, one JSON object a line. A full file is renamed, and the
 * oldest one is deleted when there are too many. Servers and commands may use the same folder at
 * the same time. An act is never prevented by a log that cannot be written: the failure is logged.
 */
public final class AuditLog {

  /** The name of the file that is appended to. */
  public static final String FILE = "audit.jsonl";

  private static final String LOCK_FILE = "audit.lock";

  /** How many files the space is divided into. */
  static final int FILES = 10;

  private static final int USER_DIGEST_BYTES = 8;
  private static final JsonMapper JSON = new JsonMapper();
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

  /** File locks are held by a process, so its threads need another one. */
  private static final Object PROCESS_LOCK = new Object();

  private final @Nullable Path folder;
  private final long maxFileBytes;

  private AuditLog(@Nullable Path folder, long maxFileBytes) {
    this.folder = folder;
    this.maxFileBytes = maxFileBytes;
  }

  /**
   * Returns the log of a folder, which is created when the first act is recorded.
   *
   * @param maxBytes how much space all files may take together
   */
  public static AuditLog in(Path folder, long maxBytes) {
    return new AuditLog(folder, maxBytes / FILES);
  }

  /** Returns a log that keeps nothing. */
  public static AuditLog none() {
    return new AuditLog(null, 0);
  }

  /**
   * Returns what stands for a user in the log: the same for the same user of a tenant, and not
   * their id, which an erasure could not remove from here.
   */
  public static String digestOf(String tenant, String user) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest((tenant + "\0" + user).getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, USER_DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Appends an act. Blocks; never throws because the file cannot be written. */
  public void record(AuditEntry entry) {
    if (folder == null) {
      return;
    }
    try {
      append(folder, (json(entry) + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      log.error(
          "{} by {} is missing in the audit log: {}", entry.act(), entry.actor(), e.toString());
    }
  }

  private static ObjectNode json(AuditEntry entry) {
    ObjectNode line = JSON.createObjectNode();
    line.put("time", entry.time().toString());
    line.put("act", entry.act());
    line.put("actor", entry.actor());
    if (entry.keyId() != null) {
      line.put("key_id", entry.keyId());
    }
    line.put("origin", entry.origin());
    new TreeMap<>(entry.target()).forEach(line::put);
    line.put("outcome", entry.outcome());
    return line;
  }

  private void append(Path directory, byte[] line) throws IOException {
    synchronized (PROCESS_LOCK) {
      Files.createDirectories(directory);
      try (FileChannel lockFile =
              FileChannel.open(
                  directory.resolve(LOCK_FILE),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = lockFile.lock()) {
        Path file = directory.resolve(FILE);
        if (Files.exists(file) && Files.size(file) + line.length > maxFileBytes) {
          rotate(directory);
        }
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          for (ByteBuffer rest = ByteBuffer.wrap(line); rest.hasRemaining(); ) {
            channel.write(rest);
          }
        }
      }
    }
  }

  private static void rotate(Path directory) throws IOException {
    for (int number = FILES - 1; number > 0; number--) {
      Path newer = number == 1 ? directory.resolve(FILE) : numbered(directory, number - 1);
      if (Files.exists(newer)) {
        Files.move(newer, numbered(directory, number), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Path numbered(Path directory, int number) {
    return directory.resolve("audit-" + number + ".jsonl");
  }

  /**
   * Returns all lines that are kept, oldest first.
   *
   * @throws IOException if a file cannot be read
   */
  public List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    if (folder == null) {
      return lines;
    }
    synchronized (PROCESS_LOCK) {
      for (int number = FILES - 1; number >= 0; number--) {
        Path file = number == 0 ? folder.resolve(FILE) : numbered(folder, number);
        if (Files.exists(file)) {
          lines.addAll(Files.readAllLines(file));
        }
      }
    }
    return lines;
  }
}
