package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tokens take the direct path through a live server. The HTTP decoder of the model's connection
 * hands them straight to the call, and the turn's log straight to the reader's socket. If the
 * library's internals change, both fall back to its public path, and the responses contain the same
 * bytes. Only the stack traces of the event loops show which path is taken.
 */
final class DirectPathTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void readsAndWritesTokensDirectly() {
    EventStream stream =
        client.ask(
            ChatCall.of("Write without end")
                .model(SimulatedModels.FLOODING)
                .profile(TestProfiles.LONG_AND_CANCELS_ON_DISCONNECT));
    stream.awaitText(1);

    Set<String> missing =
        new HashSet<>(
            List.of(
                "relay.client.DirectBodyHandler.channelRead",
                "relay.client.ResponseBody.onContent",
                "api.ChunkWriter.write",
                "relay.server.WriteCoalescingHandler.writeAndFlush"));
    await()
        .atMost(ServerFixture.WAIT_TIMEOUT)
        .untilAsserted(() -> {
          missing.removeIf(DirectPathTest::isRunning);
          assertThat(missing).as("not seen on any event loop").isEmpty();
        });
  }

  /** Returns whether an event loop is executing a method, given as {@code package.Class.method}. */
  private static boolean isRunning(String method) {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(frame ->
            ("dev.firstword." + method).equals(frame.getClassName() + "." + frame.getMethodName()));
  }
}
