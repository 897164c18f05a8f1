package dev.firstword.system;

import static dev.firstword.system.ToolRestartTest.assertAccepted;
import static dev.firstword.system.ToolRestartTest.awaitRunning;
import static dev.firstword.system.ToolRestartTest.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.wiring.Firstword;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A turn whose node stops while it waits for tools resumes on another node. */
final class ToolClusterTest {

  private static final ToolCallingProvider PROVIDER = new ToolCallingProvider("weather", "time");

  @RegisterExtension
  static final ClusterFixture CLUSTER =
      new ClusterFixture(settings ->
          settings
              .providers(List.of(PROVIDER.endpoint()))
              .shutdownTimeout(ClusterFixture.LONG_SHUTDOWN_TIMEOUT));

  @AfterAll
  static void close() {
    PROVIDER.close();
  }

  @Test
  void goesOnWhenItsNodeStops() {
    EventStream onC;
    EventStream onB;
    String time;
    String weather;
    try (Firstword third = CLUSTER.startAnother()) {
      Client c = new Client(third.uri());
      onC = c.ask(ChatCall.of("What is it like?").tools("weather", "time"));
      weather = awaitRunning(onC, "weather");
      time = awaitRunning(onC, "time");
      onB = CLUSTER.b.follow(onC.turnId());
      awaitRunning(onB, "time");
      assertAccepted(post(CLUSTER.a, onC.turnId(), time, "12:00"), time);
      onC.await(
          event -> event.type().equals("tool_call") && event.field("state").equals("finished"));
    }

    // No node runs it at this moment, perhaps.
    assertAccepted(post(CLUSTER.a, onC.turnId(), weather, "sunny"), weather);

    Transcript whole = onB.awaitEnd();
    assertThat(whole.ending().type()).isEqualTo("done");
    assertThat(whole.text()).contains("sunny", "12:00");
    assertThat(CLUSTER.a.transcript(onC.turnId()).raw()).isEqualTo(whole.raw());
    assertThat(CLUSTER.b.transcript(onC.turnId()).raw()).isEqualTo(whole.raw());
    assertThat(PROVIDER.requests()).hasSize(2);
    assertThat(PROVIDER.requests().getLast()).contains(ToolCallingProvider.SIGNATURE);
  }
}
