package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.helloBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.response.CallOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that a fault on HTTP/2 affects only its stream and leaves the connection open. */
class Http2Test {
  private SimulatedProvider provider;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    provider = new SimulatedProvider();
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    HttpResponse<String> upgraded = ask();
    assertThat(upgraded.version()).isEqualTo(HttpClient.Version.HTTP_2);
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    provider.close();
  }

  @Test
  void aStreamIsComplete() throws Exception {
    assertThat(ask().body()).contains("message_stop");
  }

  @Test
  void aRefusedCallResetsTheStream() throws Exception {
    assertFails(Fault.always(FaultKind.REFUSE));
  }

  @Test
  void aCutResetsTheStreamInTheMiddle() throws Exception {
    assertFails(Fault.always(FaultKind.CUT).afterTokens(2));
  }

  @Test
  void aCancelledStreamIsDetected() throws Exception {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withFaults(Fault.always(FaultKind.SILENCE).afterTokens(1)));
    try (InputStream body =
        client
            .send(provider.messagesRequest(helloBody(true)).build(), BodyHandlers.ofInputStream())
            .body()) {
      assertThat(body.read()).isNotNegative();
    }

    await()
        .untilAsserted(() ->
            assertThat(provider.simulator.stats().recentCalls().getLast().outcome())
                .contains(CallOutcome.CLOSED_BY_CLIENT));
  }

  private void assertFails(Fault fault) throws Exception {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS.withFaults(fault));
    assertThatExceptionOfType(IOException.class).isThrownBy(this::ask);

    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
    assertThat(ask().body()).contains("message_stop");
  }

  private HttpResponse<String> ask() throws IOException, InterruptedException {
    return client.send(provider.messagesRequest(helloBody(true)).build(), BodyHandlers.ofString());
  }
}
