package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents in a SQLite file. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class SqliteDocumentStoreTest extends DocumentStoreContract {

  @TempDir Path folder;

  private SqliteStorage storage;

  @BeforeEach
  void open() {
    storage = SqliteStorage.open(folder);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Override
  Storage storage() {
    return storage;
  }

  @Test
  void aRestartReleasesClaims() {
    add("doc_1");
    documents().claim(10, 1_000_000, null);

    storage.close();
    open();

    assertThat(documents().claim(11, 1_000_000, null)).isPresent();
  }
}
