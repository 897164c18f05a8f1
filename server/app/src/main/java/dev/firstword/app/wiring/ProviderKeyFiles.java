package dev.firstword.app.wiring;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Task;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files with the keys of providers again and again, so that a key can be replaced while
 * the server runs. A file that is empty or cannot be read for a moment changes nothing.
 */
final class ProviderKeyFiles implements AutoCloseable {

  static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(ProviderKeyFiles.class);

  private final List<KeyFile> files = new ArrayList<>();
  private final BackgroundTask task;

  ProviderKeyFiles(TaskScheduler scheduler) {
    task =
        scheduler.create(
            TaskOptions.of("provider-keys", "the keys of providers can't be read")
                .startingAfter(INTERVAL),
            Task.every(INTERVAL, this::readAll));
  }

  /** A file, and the key that it had last. */
  private static final class KeyFile {
    final String provider;
    final Path path;
    final Consumer<String> replaceKey;
    @Nullable String key;

    KeyFile(String provider, Path path, @Nullable String key, Consumer<String> replaceKey) {
      this.provider = provider;
      this.path = path;
      this.key = key;
      this.replaceKey = replaceKey;
    }
  }

  /**
   * Watches the key of a provider, if it is from a file. Called before {@link #start}.
   *
   * @param replaceKey receives another key, on the task's thread; throws an {@link
   *     IllegalArgumentException} if it cannot be one
   */
  void add(ProviderEndpoint endpoint, Consumer<String> replaceKey) {
    if (endpoint.keyFile() != null) {
      files.add(new KeyFile(endpoint.name(), endpoint.keyFile(), endpoint.apiKey(), replaceKey));
    }
  }

  void start() {
    if (!files.isEmpty()) {
      task.start();
    }
  }

  private void readAll() {
    files.forEach(ProviderKeyFiles::read);
  }

  private static void read(KeyFile file) {
    try {
      String key = Files.readString(file.path).strip();
      if (!key.isEmpty() && !key.equals(file.key)) {
        file.key = key; // Also if it is refused, so that this is logged once.
        file.replaceKey.accept(key);
        log.info("the key of the provider {} was replaced", file.provider);
      }
    } catch (IOException e) {
      log.debug("{} can't be read: {}", file.path, e.toString());
    } catch (IllegalArgumentException e) {
      log.error(
          "{} has no valid key, the provider {} keeps the former one: {}",
          file.path,
          file.provider,
          e.getMessage());
    }
  }

  @Override
  public void close() {
    task.cancel(Duration.ZERO);
  }
}
