package dev.firstword.simulator;

import static dev.firstword.simulator.Provider.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.playback.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over HTTP/2 a fault concerns its own stream, and the connection lives on. */
class Http2Test {
  private Provider provider;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    provider = new Provider();
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
  void aStreamIsWhole() throws Exception {
    assertThat(ask().body()).contains("message_stop");
  }

  @Test
  void aRefusalResetsTheStream() throws Exception {
    assertFails(Fault.always(FaultKind.REFUSE));
  }

  @Test
  void aCutResetsTheStreamInTheMiddle() throws Exception {
    assertFails(Fault.always(FaultKind.CUT).afterTokens(2));
  }

  @Test
  void aCancelledStreamIsNoticed() throws Exception {
    provider.simulator.apply(
        Provider.QUICK.withFaults(Fault.always(FaultKind.SILENCE).afterTokens(1)));
    try (InputStream body =
        client
            .send(provider.messagesRequest(hello(true)).build(), BodyHandlers.ofInputStream())
            .body()) {
      assertThat(body.read()).isNotNegative();
    }

    await()
        .untilAsserted(() ->
            assertThat(provider.simulator.stats().recent().getLast().ending())
                .contains(Ending.CLOSED_BY_CLIENT));
  }

  private void assertFails(Fault fault) throws Exception {
    provider.simulator.apply(Provider.QUICK.withFaults(fault));
    assertThatExceptionOfType(IOException.class).isThrownBy(this::ask);

    provider.simulator.apply(Provider.QUICK);
    assertThat(ask().body()).contains("message_stop");
  }

  private HttpResponse<String> ask() throws IOException, InterruptedException {
    return client.send(provider.messagesRequest(hello(true)).build(), BodyHandlers.ofString());
  }
}
