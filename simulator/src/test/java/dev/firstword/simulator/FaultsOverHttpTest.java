package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.helloBody;
import static dev.firstword.simulator.SimulatedProvider.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.response.CallOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests what a client observes of each fault. */
class FaultsOverHttpTest {
  private SimulatedProvider provider;

  @BeforeEach
  void start() {
    provider = new SimulatedProvider();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void aRefusedConnectionIsResetWithoutAnAnswer() throws Exception {
    injectFault(Fault.always(FaultKind.REFUSE));

    try (Socket socket = ask(helloBody(true))) {
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(() -> socket.getInputStream().read())
          .withMessageContaining("reset");
    }
    assertEnded(CallOutcome.FAILED);
  }

  @Test
  void aCutFromTheStartClosesWithoutAnAnswer() throws Exception {
    injectFault(Fault.always(FaultKind.CUT));

    try (Socket socket = ask(helloBody(true))) {
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    assertEnded(CallOutcome.FAILED);
  }

  @Test
  void aCutInMidStreamClosesInTheMiddleOfTheBody() throws Exception {
    injectFault(Fault.always(FaultKind.CUT).afterTokens(3));

    try (Socket socket = ask(helloBody(true))) {
      String received = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(received).startsWith("HTTP/1.1 200 OK");
      assertThat(received.split("text_delta", -1)).hasSize(4);
      assertThat(received).doesNotContain("message_stop").doesNotContain("\r\n0\r\n");
    }
    assertThat(provider.simulator.stats().recentCalls().getLast().outputTokens()).isEqualTo(3);
  }

  @Test
  void aCutOfAWholeReplyLeavesItShorterThanItsLength() throws Exception {
    injectFault(Fault.always(FaultKind.CUT).afterTokens(3));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> provider.messages(helloBody(false)));
  }

  @Test
  void anOverloadInMidStreamIsAnErrorEvent() throws Exception {
    injectFault(Fault.always(FaultKind.OVERLOADED).afterTokens(2));

    HttpResponse<String> response = provider.messages(helloBody(true));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .endsWith(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                + "\"message\":\"Overloaded\"}}\n\n");
  }

  @Test
  void anOverloadFromTheStartIsA529() throws Exception {
    injectFault(Fault.always(FaultKind.OVERLOADED));

    HttpResponse<String> response = provider.messages(helloBody(true));

    assertThat(response.statusCode()).isEqualTo(529);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("overloaded_error");
  }

  @Test
  void aMalformedEventIsFollowedByGoodOnes() throws Exception {
    injectFault(Fault.always(FaultKind.MALFORMED).afterTokens(1));

    String body = provider.messages(helloBody(true)).body();

    long broken =
        body.lines()
            .filter(line -> line.startsWith("data: "))
            .filter(line -> !isJson(line.substring(6)))
            .count();
    assertThat(broken).isEqualTo(1);
    assertThat(body).contains("message_stop");
  }

  @Test
  void aHugeEventIsAMegabyteOfGoodJson() throws Exception {
    injectFault(Fault.always(FaultKind.HUGE_EVENT).afterTokens(1));

    String body = provider.messages(helloBody(true)).body();

    assertThat(body.lines().mapToInt(String::length).max().orElse(0)).isGreaterThan(1 << 20);
    assertThat(body.lines().filter(line -> line.startsWith("data: ")))
        .allMatch(line -> isJson(line.substring(6)));
  }

  @ParameterizedTest
  @EnumSource(names = {"WEDGED_THINKING", "EMPTY_DELTAS", "HALF_OPEN"})
  void aThoughtOpensInAModelThatDoesNotThinkAndNeverEnds(FaultKind kind) throws Exception {
    injectFault(Fault.always(kind));

    try (Socket socket = ask(helloBody(true))) {
      String received = readUntil(socket, "content_block_start");

      assertThat(received).contains("message_start").contains("event: ping");
      assertThat(readUntil(socket, "\n\n"))
          .contains(
              "\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
      assertThat(provider.simulator.stats().total().open()).isEqualTo(1);
    }
  }

  @Test
  void emptyDeltasInAChatStreamAreEmptyContent() throws Exception {
    injectFault(Fault.always(FaultKind.EMPTY_DELTAS));
    String body =
        "{\"model\":\"gpt-4o\",\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    try (Socket socket = ask("/v1/chat/completions", "authorization: Bearer any", body)) {
      assertThat(readUntil(socket, "\n\n")).contains("\"role\":\"assistant\"");
      assertThat(readUntil(socket, "\n\n")).contains("\"delta\":{\"content\":\"\"}");
    }
  }

  @Test
  void aSplitStreamIsStillTheSameStream() throws Exception {
    String whole = withoutIds(provider.messages(helloBody(true)).body());
    injectFault(Fault.always(FaultKind.SPLIT));

    String split = withoutIds(provider.messages(helloBody(true)).body());

    assertThat(split).isEqualTo(whole);
    assertThat(provider.simulator.stats().recentCalls().getLast().fault()).contains("split");
  }

  @Test
  void aSlowDripIsAValidButSlowStream() throws Exception {
    injectFault(Fault.always(FaultKind.SLOW_DRIP));
    long before = System.nanoTime();

    HttpResponse<InputStream> response = provider.openMessages(helloBody(true).replace("500", "2"));
    try (InputStream body = response.body()) {
      String received = new String(body.readAllBytes(), UTF_8);

      assertThat(received).endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
      assertThat((System.nanoTime() - before) / 1_000_000).isGreaterThan(received.length() / 2);
    }
  }

  @Test
  void aFaultHitsItsShareOfCallsAndTheSameOnesForTheSameSeed() throws Exception {
    injectFault(Fault.always(FaultKind.SERVER_ERROR).withRate(0.5));
    String once = statuses(30);
    injectFault(Fault.always(FaultKind.SERVER_ERROR).withRate(0.5));

    String again = statuses(30);

    assertThat(again).isEqualTo(once).contains("200").contains("500");
  }

  private void injectFault(Fault fault) {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS.withFaults(fault));
  }

  private String statuses(int calls) throws IOException, InterruptedException {
    StringBuilder statuses = new StringBuilder();
    for (int call = 0; call < calls; call++) {
      statuses.append(provider.messages(helloBody(false)).statusCode()).append(' ');
    }
    return statuses.toString();
  }

  private void assertEnded(CallOutcome outcome) {
    assertThat(provider.simulator.stats().recentCalls().getLast().outcome()).contains(outcome);
  }

  /** Sends a request over a plain socket, which shows the raw bytes. */
  private Socket ask(String body) throws IOException {
    return ask("/v1/messages", "x-api-key: any\r\nanthropic-version: 2023-06-01", body);
  }

  private Socket ask(String path, String headers, String body) throws IOException {
    Socket socket = new Socket(provider.uri().getHost(), provider.uri().getPort());
    socket.setSoTimeout(20_000);
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nhost: simulator\r\n"
            + headers
            + "\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    socket.getOutputStream().write(request.getBytes(UTF_8));
    return socket;
  }

  private static String readUntil(Socket socket, String part) throws IOException {
    StringBuilder received = new StringBuilder();
    while (received.indexOf(part) < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("more of %s", received).isNotNegative();
      received.append((char) next);
    }
    return received.toString();
  }

  private static String withoutIds(String body) {
    return body.replaceAll("msg_\\w+", "msg");
  }

  private static boolean isJson(String text) {
    try {
      new ObjectMapper().readTree(text);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
