package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManyStreamsTest {
  private static final int STREAMS = 1_000;

  @Test
  void aThousandConcurrentStreamsAreCompleteAndNotMixedUp() throws Exception {
    try (SimulatedProvider provider = new SimulatedProvider();
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      provider.simulator.apply(
          SimulatedProvider.FAST_SETTINGS.withModel(
              SimulatedProvider.MODEL, new ModelSettings(200, 400, 500)));

      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int stream = 0; stream < STREAMS; stream++) {
        answers.add(
            client.sendAsync(
                provider.messagesRequest(question(stream)).build(), BodyHandlers.ofString()));
      }

      for (int stream = 0; stream < STREAMS; stream++) {
        String body = answers.get(stream).get(30, TimeUnit.SECONDS).body();
        assertThat(body).endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(body).contains(name(stream));
      }
      assertThat(provider.simulator.stats().total().finished()).isEqualTo(STREAMS);
      assertThat(provider.simulator.stats().total().open()).isZero();
    }
  }

  private static String question(int stream) {
    return SimulatedProvider.messageBody(
        "'stream':true,'messages':[{'role':'user','content':'Say in 20 words: "
            + name(stream)
            + "'}]");
  }

  /** Short enough to be one token of the answer. */
  private static String name(int stream) {
    return "Zoe"
        + (char) ('a' + stream / 676)
        + (char) ('a' + stream / 26 % 26)
        + (char) ('a' + stream % 26);
  }
}
