package dev.firstword.simulator;

import static dev.firstword.simulator.Provider.hello;
import static dev.firstword.simulator.Provider.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.playback.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each fault looks like from the other end of the connection. */
class FaultsOverHttpTest {
  private Provider provider;

  @BeforeEach
  void start() {
    provider = new Provider();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void aRefusedConnectionIsResetWithoutAnAnswer() throws Exception {
    meet(Fault.always(FaultKind.REFUSE));

    try (Socket socket = ask(hello(true))) {
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(() -> socket.getInputStream().read())
          .withMessageContaining("reset");
    }
    assertEnded(Ending.FAILED);
  }

  @Test
  void aCutFromTheStartClosesWithoutAnAnswer() throws Exception {
    meet(Fault.always(FaultKind.CUT));

    try (Socket socket = ask(hello(true))) {
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    assertEnded(Ending.FAILED);
  }

  @Test
  void aCutInMidStreamClosesInTheMiddleOfTheBody() throws Exception {
    meet(Fault.always(FaultKind.CUT).afterTokens(3));

    try (Socket socket = ask(hello(true))) {
      String received = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(received).startsWith("HTTP/1.1 200 OK");
      assertThat(received.split("text_delta", -1)).hasSize(4);
      assertThat(received).doesNotContain("message_stop").doesNotContain("\r\n0\r\n");
    }
    assertThat(provider.simulator.stats().recent().getLast().outputTokens()).isEqualTo(3);
  }

  @Test
  void aCutOfAWholeReplyLeavesItShorterThanItsLength() throws Exception {
    meet(Fault.always(FaultKind.CUT).afterTokens(3));

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> provider.messages(hello(false)));
  }

  @Test
  void anOverloadInMidStreamIsAnErrorEvent() throws Exception {
    meet(Fault.always(FaultKind.OVERLOADED).afterTokens(2));

    HttpResponse<String> response = provider.messages(hello(true));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .endsWith(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                + "\"message\":\"Overloaded\"}}\n\n");
  }

  @Test
  void anOverloadFromTheStartIsA529() throws Exception {
    meet(Fault.always(FaultKind.OVERLOADED));

    HttpResponse<String> response = provider.messages(hello(true));

    assertThat(response.statusCode()).isEqualTo(529);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("overloaded_error");
  }

  @Test
  void aMalformedEventIsFollowedByGoodOnes() throws Exception {
    meet(Fault.always(FaultKind.MALFORMED).afterTokens(1));

    String body = provider.messages(hello(true)).body();

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
    meet(Fault.always(FaultKind.HUGE_EVENT).afterTokens(1));

    String body = provider.messages(hello(true)).body();

    assertThat(body.lines().mapToInt(String::length).max().orElse(0)).isGreaterThan(1 << 20);
    assertThat(body.lines().filter(line -> line.startsWith("data: ")))
        .allMatch(line -> isJson(line.substring(6)));
  }

  @Test
  void aSplitStreamIsStillTheSameStream() throws Exception {
    String whole = withoutIds(provider.messages(hello(true)).body());
    meet(Fault.always(FaultKind.SPLIT));

    String split = withoutIds(provider.messages(hello(true)).body());

    assertThat(split).isEqualTo(whole);
    assertThat(provider.simulator.stats().recent().getLast().fault()).contains("split");
  }

  @Test
  void aSlowDripIsStillAGoodStreamButForTheTimeItTakes() throws Exception {
    meet(Fault.always(FaultKind.SLOW_DRIP));
    long before = System.nanoTime();

    HttpResponse<InputStream> response = provider.openMessages(hello(true).replace("500", "2"));
    try (InputStream body = response.body()) {
      String received = new String(body.readAllBytes(), UTF_8);

      assertThat(received).endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
      assertThat((System.nanoTime() - before) / 1_000_000).isGreaterThan(received.length() / 2);
    }
  }

  @Test
  void aFaultMeetsOnlyItsShareOfCallsAndTheSameOnesForTheSameSeed() throws Exception {
    meet(Fault.always(FaultKind.SERVER_ERROR).atRate(0.5));
    String once = statuses(30);
    meet(Fault.always(FaultKind.SERVER_ERROR).atRate(0.5));

    String again = statuses(30);

    assertThat(again).isEqualTo(once).contains("200").contains("500");
  }

  private void meet(Fault fault) {
    provider.simulator.apply(Provider.QUICK.withFaults(fault));
  }

  private String statuses(int calls) throws IOException, InterruptedException {
    StringBuilder statuses = new StringBuilder();
    for (int call = 0; call < calls; call++) {
      statuses.append(provider.messages(hello(false)).statusCode()).append(' ');
    }
    return statuses.toString();
  }

  private void assertEnded(Ending ending) {
    assertThat(provider.simulator.stats().recent().getLast().ending()).contains(ending);
  }

  /** Asks over a bare socket, which hides nothing. */
  private Socket ask(String body) throws IOException {
    Socket socket = new Socket(provider.uri().getHost(), provider.uri().getPort());
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
