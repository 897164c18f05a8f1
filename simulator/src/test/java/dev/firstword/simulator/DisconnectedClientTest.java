package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.helloBody;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.response.CallOutcome;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that a client's disconnect is detected in every phase of a call. */
class DisconnectedClientTest {
  private static final SimulatorSettings SLOW =
      SimulatorSettings.defaults()
          .withModel(
              SimulatedProvider.MODEL,
              new ModelSettings(600_000, 600_000, 1).withOutputTokens(1_000));

  private Simulator simulator;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SLOW, "127.0.0.1", 0, InstantSource.system());
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void isDetectedBeforeTheHead() throws Exception {
    long disconnectedAt;
    try (Socket waiting = ask(helloBody(true))) {
      awaitOpen(1);
      assertThat(waiting.isConnected()).isTrue();
      disconnectedAt = System.currentTimeMillis();
    }

    awaitClosedByClient();
    assertThat(last().endedAtMillis().orElseThrow())
        .isBetween(disconnectedAt - 1, disconnectedAt + 500);
  }

  @Test
  void isDetectedWhileWaitingForACompleteReply() throws Exception {
    try (Socket waiting = ask(helloBody(false))) {
      awaitOpen(1);
      assertThat(waiting.isConnected()).isTrue();
    }

    awaitClosedByClient();
  }

  @Test
  void isDetectedAfterTheHead() throws Exception {
    simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withFaults(Fault.always(FaultKind.SILENCE).afterTokens(0)));

    try (Socket socket = ask(helloBody(true))) {
      readUntil(socket.getInputStream(), "\"ping\"");
    }

    awaitClosedByClient();
    assertThat(last().outputTokens()).isZero();
    assertThat(last().firstTokenAtMillis()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"WEDGED_THINKING", "EMPTY_DELTAS", "HALF_OPEN"})
  void isDetectedDuringAnUnfinishedThought(FaultKind kind) throws Exception {
    simulator.apply(SimulatedProvider.FAST_SETTINGS.withFaults(Fault.always(kind)));

    try (Socket socket = ask(helloBody(true))) {
      readUntil(socket.getInputStream(), "\"thinking\"");
    }

    awaitClosedByClient();
    assertThat(last().thinkingStartedAtMillis()).isPresent();
    assertThat(last().firstTokenAtMillis()).isEmpty();
  }

  @Test
  void isDetectedDuringAThoughtAndCountsItsTokens() throws Exception {
    ModelSettings slowThinker =
        new ModelSettings(1, 1, 100)
            .withThinking(new ThinkingSettings(20_000, 20_000, ThinkingDisplay.RAW));
    simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withModel(SimulatedProvider.MODEL, slowThinker));

    try (Socket socket = ask(helloBody(true))) {
      readUntil(socket.getInputStream(), "thinking_delta", "thinking_delta", "thinking_delta");
    }

    awaitClosedByClient();
    assertThat(last().thinkingTokens().orElseThrow()).isBetween(1, 499);
    assertThat(last().outputTokens()).isEqualTo(last().thinkingTokens().orElseThrow());
  }

  @Test
  void isDetectedMidStreamAndCountsTheTokensSent() throws Exception {
    simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withFaults(Fault.always(FaultKind.SILENCE).afterTokens(3)));

    try (Socket socket = ask(helloBody(true))) {
      readUntil(socket.getInputStream(), "text_delta", "text_delta", "text_delta");
    }

    awaitClosedByClient();
    assertThat(last().outputTokens()).isEqualTo(3);
    assertThat(last().firstTokenAtMillis()).isPresent();
  }

  @Test
  void doesNotCountACompleteAnswerAsDisconnected() throws Exception {
    simulator.apply(SimulatedProvider.FAST_SETTINGS);

    try (Socket socket = ask(helloBody(true))) {
      readUntil(socket.getInputStream(), "\r\n0\r\n\r\n");
    }

    assertThat(last().outcome()).contains(CallOutcome.FINISHED);
    assertThat(simulator.stats().total().closedByClient()).isZero();
  }

  private void awaitOpen(int calls) {
    await()
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(() -> assertThat(simulator.stats().total().open()).isEqualTo(calls));
  }

  private void awaitClosedByClient() {
    await()
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(() -> assertThat(last().outcome()).contains(CallOutcome.CLOSED_BY_CLIENT));
    assertThat(simulator.stats().total().open()).isZero();
    assertThat(simulator.stats().total().closedByClient()).isEqualTo(1);
  }

  private CallRecord last() {
    return simulator.stats().recentCalls().getLast();
  }

  private Socket ask(String body) throws IOException {
    Socket socket = new Socket(simulator.uri().getHost(), simulator.uri().getPort());
    socket.setSoTimeout(20_000);
    String request =
        "POST /v1/messages HTTP/1.1\r\nhost: simulator\r\nx-api-key: any\r\n"
            + "anthropic-version: 2023-06-01\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    socket.getOutputStream().write(request.getBytes(UTF_8));
    return socket;
  }

  /** Reads until all of the parts have arrived, in order. */
  private static void readUntil(InputStream in, String... parts) throws IOException {
    StringBuilder received = new StringBuilder();
    int from = 0;
    for (String part : parts) {
      while (received.indexOf(part, from) < 0) {
        int next = in.read();
        assertThat(next).as("more of %s", received).isNotNegative();
        received.append((char) next);
      }
      from = received.indexOf(part, from) + part.length();
    }
  }
}
