package dev.firstword.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was counted over a restart: one file, written anew every minute and at the end. One
 * that can't be read is as good as none.
 */
public final class SnapshotFile implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Logger log = LoggerFactory.getLogger(SnapshotFile.class);

  private final Monitor monitor;
  private final Path file;
  private final Thread thread;

  /** Reads the file, where there is one, and begins to keep it. */
  public SnapshotFile(Monitor monitor, Path file) {
    this.monitor = monitor;
    this.file = file;
    read();
    this.thread = Thread.ofVirtual().name("latency-snapshot").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
        write();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    if (!Files.exists(file)) {
      return;
    }
    try {
      monitor.resume(Files.readAllBytes(file));
    } catch (IOException e) {
      log.warn("what was measured before is lost, {} can't be read: {}", file, e.toString());
    }
  }

  /** Beside the old one first: a crash leaves one of both whole. */
  private synchronized void write() {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(next, monitor.snapshot());
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn("what was measured is not kept for a minute: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    write();
  }
}
