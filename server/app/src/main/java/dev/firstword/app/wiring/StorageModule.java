package dev.firstword.app.wiring;

import dev.firstword.adapters.sql.PostgresqlStorage;
import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.adapters.sql.Storage;
import dev.firstword.adapters.sql.StorageException;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.app.config.StorageSettings;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The storage, which opens while other slow parts start. */
final class StorageModule {

  private final FutureTask<Storage> opening;

  StorageModule(Settings settings, Lifecycle lifecycle) {
    opening = new FutureTask<>(() -> open(settings));
    Thread.ofPlatform().name("open-storage").start(opening);
    lifecycle.onClose("storage", this::close);
  }

  /**
   * Waits until the storage is open. Needs no timeout, since every step of opening has its own.
   *
   * @throws SettingsException if it can't be opened
   */
  Storage await() {
    try {
      return opening.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening the database", e);
    }
  }

  private void close() throws InterruptedException {
    try {
      opening.get().close();
    } catch (ExecutionException _) {
      // It was never open; await() has reported why.
    }
  }

  private static Storage open(Settings settings) {
    StorageSettings storage = settings.storage();
    try {
      return switch (storage.kind()) {
        case SQLITE -> SqliteStorage.open(settings.data());
        case MEMORY -> SqliteStorage.inMemory();
        case POSTGRESQL -> PostgresqlStorage.open(Objects.requireNonNull(storage.postgresql()));
      };
    } catch (StorageException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }
}
