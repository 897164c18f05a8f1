package dev.firstword.operations.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Preserves the statistics across restarts in one file, rewritten every minute and on shutdown. A
 * file that can't be read is ignored.
 */
public final class SnapshotFile implements AutoCloseable {

  private static final Duration SNAPSHOT_INTERVAL = Duration.ofMinutes(1);
  private static final Logger log = LoggerFactory.getLogger(SnapshotFile.class);

  private final Monitor monitor;
  private final Path file;
  private final Thread thread;

  /** Restores the statistics from the file, if it exists, and starts saving them. */
  public SnapshotFile(Monitor monitor, Path file) {
    this.monitor = monitor;
    this.file = file;
    read();
    this.thread = Thread.ofVirtual().name("latency-snapshot").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(SNAPSHOT_INTERVAL.toNanos());
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
      monitor.restore(Files.readAllBytes(file));
    } catch (IOException e) {
      log.warn("earlier measurements are lost, {} can't be read: {}", file, e.toString());
    }
  }

  /** Writes to a new file first, so that a crash leaves a complete old or new one. */
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
      log.warn("measurements can't be saved, next attempt in a minute: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    write();
  }
}
