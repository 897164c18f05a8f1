package dev.firstword.relay.log;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Races on the log: one writer, many readers. */
@Tag("slow")
final class TurnLogInterleavingTest {

  @TempDir private Path folder;

  @Test
  void noOrderOfEventsBreaksIt() throws Exception {
    InterleavingRunner.assertNoForbiddenOutcome(TurnLogInterleavings.class, folder);
  }
}
