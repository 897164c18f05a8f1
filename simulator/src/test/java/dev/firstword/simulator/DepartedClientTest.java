package dev.firstword.simulator;

import static dev.firstword.simulator.Provider.hello;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.playback.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that goes away is noticed, whatever it was waiting for. */
class DepartedClientTest {
  private static final SimulatorSettings SLOW =
      SimulatorSettings.defaults()
          .withModel(
              Provider.MODEL, new ModelSettings(600_000, 600_000, 1).withOutputTokens(1_000));

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
  void inTheSilenceBeforeTheHead() throws Exception {
    long leaving;
    try (Socket waiting = ask(hello(true))) {
      awaitOpen(1);
      assertThat(waiting.isConnected()).isTrue();
      leaving = System.currentTimeMillis();
    }

    awaitClosedByClient();
    assertThat(last().endedAtMillis().orElseThrow()).isBetween(leaving - 1, leaving + 500);
  }

  @Test
  void whileItWaitsForAWholeReply() throws Exception {
    try (Socket waiting = ask(hello(false))) {
      awaitOpen(1);
      assertThat(waiting.isConnected()).isTrue();
    }

    awaitClosedByClient();
  }

  @Test
  void inTheSilenceAfterTheHead() throws Exception {
    simulator.apply(Provider.QUICK.withFaults(Fault.always(FaultKind.SILENCE).afterTokens(0)));

    try (Socket socket = ask(hello(true))) {
      readUntil(socket.getInputStream(), "\"ping\"");
    }

    awaitClosedByClient();
    assertThat(last().outputTokens()).isZero();
    assertThat(last().firstTokenAtMillis()).isEmpty();
  }

  @Test
  void inMidStreamWithTheTokensItGotCounted() throws Exception {
    simulator.apply(Provider.QUICK.withFaults(Fault.always(FaultKind.SILENCE).afterTokens(3)));

    try (Socket socket = ask(hello(true))) {
      readUntil(socket.getInputStream(), "text_delta", "text_delta", "text_delta");
    }

    awaitClosedByClient();
    assertThat(last().outputTokens()).isEqualTo(3);
    assertThat(last().firstTokenAtMillis()).isPresent();
  }

  @Test
  void anAnswerThatIsWholeIsNotCountedAsLeft() throws Exception {
    simulator.apply(Provider.QUICK);

    try (Socket socket = ask(hello(true))) {
      readUntil(socket.getInputStream(), "\r\n0\r\n\r\n");
    }

    assertThat(last().ending()).contains(Ending.FINISHED);
    assertThat(simulator.stats().all().closedByClient()).isZero();
  }

  private void awaitOpen(int calls) {
    await()
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(() -> assertThat(simulator.stats().all().open()).isEqualTo(calls));
  }

  private void awaitClosedByClient() {
    await()
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(() -> assertThat(last().ending()).contains(Ending.CLOSED_BY_CLIENT));
    assertThat(simulator.stats().all().open()).isZero();
    assertThat(simulator.stats().all().closedByClient()).isEqualTo(1);
  }

  private CallRecord last() {
    return simulator.stats().recent().getLast();
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

  /** Reads until all of these came, one after the other. */
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
