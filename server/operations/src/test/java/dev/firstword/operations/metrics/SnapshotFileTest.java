package dev.firstword.operations.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.operations.series.Dimension;
import dev.firstword.operations.series.Window;
import dev.firstword.operations.slo.Slos;
import dev.firstword.relay.time.ManualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotFileTest {

  @TempDir private Path folder;

  private final ManualScheduler scheduler = new ManualScheduler();
  private final Monitor monitor = new Monitor(Slos.DEFAULTS, scheduler.clock());

  @Test
  void savesEachMinuteAndRestoresAtTheNextStart() {
    Path file = folder.resolve("latency.bin");
    SnapshotFile _ = new SnapshotFile(monitor, file, scheduler);
    monitor.recordTurn(FinishedTurnBuilder.turn().build());
    scheduler.advance(SnapshotFile.SNAPSHOT_INTERVAL.minusMillis(1));
    assertThat(file).doesNotExist();

    scheduler.advance(SnapshotFile.SNAPSHOT_INTERVAL);

    Monitor next = new Monitor(Slos.DEFAULTS, scheduler.clock());
    SnapshotFile _ = new SnapshotFile(next, file, scheduler);
    assertThat(next.report(Dimension.MODEL, Window.DAY).all().turns()).isEqualTo(1);
  }

  @Test
  void savesOnClose() {
    Path file = folder.resolve("latency.bin");

    new SnapshotFile(monitor, file, scheduler).close();

    assertThat(file).exists();
    assertThat(scheduler.activeTasks()).isZero();
  }

  @Test
  void triesAgainWhileTheFileCannotBeWritten() throws IOException {
    Path file = folder.resolve("away/latency.bin");
    Files.createFile(file.getParent());
    SnapshotFile _ = new SnapshotFile(monitor, file, scheduler);
    scheduler.advance(SnapshotFile.SNAPSHOT_INTERVAL.multipliedBy(3));
    assertThat(file).doesNotExist();

    Files.delete(file.getParent());
    scheduler.advance(SnapshotFile.SNAPSHOT_INTERVAL);

    assertThat(file).exists();
  }
}
