package dev.firstword.operations.metrics;

import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Task;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Preserves the statistics across restarts in one file, rewritten every minute and on shutdown. A
 * file that can't be read is ignored.
 */
public final class SnapshotFile implements AutoCloseable {

  static final Duration SNAPSHOT_INTERVAL = Duration.ofMinutes(1);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(SnapshotFile.class);

  private final Monitor monitor;
  private final Path file;
  private final BackgroundTask task;

  /** Restores the statistics from the file, if it exists, and starts saving them. */
  public SnapshotFile(Monitor monitor, Path file, TaskScheduler scheduler) {
    this.monitor = monitor;
    this.file = file;
    read();
    task =
        scheduler.start(
            TaskOptions.of("latency-snapshot", "measurements can't be saved, retrying every minute")
                .startingAfter(SNAPSHOT_INTERVAL)
                .retryingEvery(SNAPSHOT_INTERVAL),
            Task.every(SNAPSHOT_INTERVAL, this::write));
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
  private void write() {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(next, monitor.snapshot());
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (!task.stop(CLOSE_TIMEOUT)) {
      log.warn("the last measurements are lost, writing them takes too long");
      return;
    }
    try {
      write();
    } catch (UncheckedIOException e) {
      log.warn("the last measurements are lost: {}", e.toString());
    }
  }
}
