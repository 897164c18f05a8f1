package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.AlertSettings;
import dev.firstword.monitor.Measure;
import dev.firstword.monitor.alert.AlertReceiver;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevel.Scope;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.system.WebhookReceiver.Received;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * {@code GET /api/latency/alerts}: a model falls silent, and those who run the server hear of it.
 */
final class AlertTest {

  private static final ServiceLevel FIRST_TEXT =
      new ServiceLevel("ttft", new Scope.All(), Measure.TTFT, 0.95, 5);

  @Test
  void tellsThatALevelIsBroken() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.content();
        ServerFixture server =
            new ServerFixture(
                _ -> {},
                settings ->
                    settings
                        .levels(new ServiceLevels(List.of(FIRST_TEXT)))
                        .alerts(telling(receiver)))) {
      Client client = server.client();
      assertThat(alerts(client)).isEmpty();

      List<EventStream> waiting =
          IntStream.range(0, ServiceLevel.LEAST_TURNS)
              .mapToObj(i -> client.ask(Ask.thinking("Hello, I am " + i)))
              .toList();
      server.awaitCalls(ServiceLevel.LEAST_TURNS); // Longer than the five milliseconds promised.
      waiting.forEach(stream -> client.cancel(stream.turnId()));

      ServerFixture.awaitTrue(() -> !alerts(client).isEmpty());
      JsonNode alert = alerts(client).path(0);
      assertThat(alert.path("level").asText()).isEqualTo("ttft");
      assertThat(alert.path("scope").asText()).isEqualTo("all");
      assertThat(alert.path("state").asText()).isEqualTo("firing");
      assertThat(alert.path("severity").asText()).isEqualTo("page");
      assertThat(alert.path("turns").asInt()).isEqualTo(ServiceLevel.LEAST_TURNS);
      assertThat(alert.path("burn").path("long_rate").asDouble()).isEqualTo(20);
      Received told = receiver.await(1);
      told.verify();
      assertThat(Reply.json(told.body()).path("data").path("since")).isEqualTo(alert.path("since"));
    }
  }

  private static AlertSettings telling(WebhookReceiver receiver) {
    return new AlertSettings(new AlertReceiver(URI.create(receiver.url()), WebhookReceiver.SECRET));
  }

  private static JsonNode alerts(Client client) {
    return client.get("/api/latency/alerts").json().path("alerts");
  }
}
