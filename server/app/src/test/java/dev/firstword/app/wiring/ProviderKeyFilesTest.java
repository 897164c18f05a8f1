package dev.firstword.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.relay.time.ManualScheduler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class ProviderKeyFilesTest {

  @TempDir Path folder;
  private Path file;
  private final ManualScheduler scheduler = new ManualScheduler();
  private final List<String> keys = new ArrayList<>();
  private final ProviderKeyFiles files = new ProviderKeyFiles(scheduler);

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(folder.resolve("key"), "first\n");
    files.add(
        new ProviderEndpoint(
                "claude", Dialect.ANTHROPIC, URI.create("http://127.0.0.1/"), "first", Map.of())
            .withKeyFile(file),
        key -> {
          if (key.contains("\u00e9")) {
            throw new IllegalArgumentException("not printable ASCII");
          }
          keys.add(key);
        });
    files.start();
  }

  @AfterEach
  void close() {
    files.close();
  }

  @Test
  void replacesAKeyOnceWhenItsFileChanges() throws IOException {
    scheduler.advance(ProviderKeyFiles.INTERVAL);
    assertThat(keys).isEmpty();

    Files.writeString(file, "second\n");
    scheduler.advance(ProviderKeyFiles.INTERVAL.multipliedBy(3));

    assertThat(keys).containsExactly("second");
  }

  @Test
  void keepsTheKeyWhileTheFileIsMissingOrEmpty() throws IOException {
    Files.delete(file);
    scheduler.advance(ProviderKeyFiles.INTERVAL);
    Files.writeString(file, "\n");
    scheduler.advance(ProviderKeyFiles.INTERVAL);
    assertThat(keys).isEmpty();

    Files.writeString(file, "second");
    scheduler.advance(ProviderKeyFiles.INTERVAL);

    assertThat(keys).containsExactly("second");
  }

  @Test
  void goesOnAfterAKeyThatCannotBeOne() throws IOException {
    Files.writeString(file, "caf\u00e9");
    scheduler.advance(ProviderKeyFiles.INTERVAL);

    Files.writeString(file, "second");
    scheduler.advance(ProviderKeyFiles.INTERVAL);

    assertThat(keys).containsExactly("second");
  }
}
