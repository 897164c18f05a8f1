package dev.firstword.core.turn.admission;

import dev.firstword.relay.log.InterleavingRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Races on the inFlight: identical requests at the same time. */
@Tag("slow")
final class InFlightRequestsInterleavingTest {

  @TempDir private Path folder;

  @Test
  void noOrderOfEventsBreaksIt() throws Exception {
    InterleavingRunner.assertNoForbiddenOutcome(InFlightRequestsInterleavings.class, folder);
  }
}
