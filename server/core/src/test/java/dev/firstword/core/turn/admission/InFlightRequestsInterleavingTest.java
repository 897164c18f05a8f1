package dev.firstword.core.turn.admission;

import dev.firstword.relay.log.InterleavingRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Races on the deduplicator: identical requests at the same time. */
@Tag("slow")
final class RequestDeduplicatorInterleavingTest {

  @TempDir private Path folder;

  @Test
  void noOrderOfEventsBreaksIt() throws Exception {
    InterleavingRunner.assertNoForbiddenOutcome(RequestDeduplicatorInterleavings.class, folder);
  }
}
