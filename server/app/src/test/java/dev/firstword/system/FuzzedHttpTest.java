package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.testing.fuzz.FuzzRun;
import dev.firstword.testing.fuzz.FuzzedBodies;
import dev.firstword.testing.fuzz.FuzzedRequests;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests that were changed at random, on every route: each is answered in time or its connection
 * is closed, nothing is answered with 500, and no thread is left over.
 */
final class FuzzedHttpTest {

  private static final int CASES = 600;

  /** What an answer may take that does not wait for a model. */
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Pools grow a little with what is asked of them. */
  private static final int MAX_MORE_THREADS = 20;

  enum Requests {
    WITH_ANY_CHANGE,
    WITH_CHANGED_BODIES;

    byte[] next(Random random) {
      return switch (this) {
        case WITH_ANY_CHANGE -> FuzzedRequests.next(random);
        case WITH_CHANGED_BODIES -> FuzzedBodies.next(random);
      };
    }
  }

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @ParameterizedTest
  @EnumSource
  void isAnsweredOrRefused(Requests requests, @TempDir Path folder) throws IOException {
    LogCapture log = LogCapture.open();
    client.answer(ChatCall.of("Start all threads that are needed"));
    long before = countThreads(folder.resolve("before.json"));

    FuzzRun.ofCases(CASES, random -> assertAnswered(requests.next(random)));

    log.close();
    assertThat(log.alarms()).isEmpty();
    assertThat(client.answer(ChatCall.of("Are you well?")).ending().type()).isEqualTo("done");
    int[] dumps = {0};
    ServerFixture.awaitTrue(() ->
        countThreads(folder.resolve("after" + dumps[0]++ + ".json")) <= before + MAX_MORE_THREADS);
  }

  private void assertAnswered(byte[] request) throws IOException {
    long sent = System.nanoTime();
    try (RawConnection connection = client.connect()) {
      connection.expectAnything().send(request).closeOutput();
      ResponseHead head = connection.readHead();
      assertThat(head.status()).isNotEqualTo(500);
      if (head.header("content-type").orElse("").startsWith("text/event-stream")) {
        connection.reset(); // The turn continues without it, and ends.
      } else {
        connection.readUntilClosed();
      }
    } catch (SocketException e) {
      assertThat(e.getMessage()).containsAnyOf("reset", "Broken pipe", "closed");
    } catch (IOException e) {
      assertThat(e.getMessage()).as("closed without an answer").contains("closed");
    }
    assertThat(System.nanoTime() - sent).isLessThan(MAX_NANOS);
  }

  /** Counts all threads, including virtual ones. */
  private static long countThreads(Path dump) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
    return Files.readString(dump).split("\"tid\":", -1).length - 1L;
  }
}
