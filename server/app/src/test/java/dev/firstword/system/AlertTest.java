package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.AlertSettings;
import dev.firstword.operations.alert.AlertReceiver;
import dev.firstword.operations.record.Measure;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slo.Scope;
import dev.firstword.operations.slo.Slos;
import dev.firstword.system.WebhookReceiver.ReceivedWebhook;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code GET /api/latency/alerts}: a model stops responding, and the operators are alerted. */
final class AlertTest {

  private static final Slo FIRST_TEXT = new Slo("ttft", new Scope.All(), Measure.TTFT, 0.95, 5);
  private static final Duration EVALUATION_INTERVAL = Duration.ofMillis(50);

  @Test
  void alertsWhenAnSloIsViolated() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.accepting();
        ServerFixture server =
            new ServerFixture(
                _ -> {},
                settings ->
                    settings.slos(new Slos(List.of(FIRST_TEXT))).alerts(alertsTo(receiver)))) {
      Client client = server.client();
      assertThat(alerts(client)).isEmpty();

      List<EventStream> waiting =
          IntStream.range(0, Slo.MIN_TURNS)
              .mapToObj(i -> client.ask(ChatCall.thinking("Hello, I am " + i)))
              .toList();
      // Longer than the SLO of five milliseconds. A turn may already have made its second call.
      ServerFixture.awaitTrue(() -> server.calls().calls() >= Slo.MIN_TURNS);
      waiting.forEach(stream -> client.cancel(stream.turnId()));

      ServerFixture.awaitTrue(() -> !alerts(client).isEmpty());
      JsonNode alert = alerts(client).path(0);
      assertThat(alert.path("level").asText()).isEqualTo("ttft");
      assertThat(alert.path("scope").asText()).isEqualTo("all");
      assertThat(alert.path("state").asText()).isEqualTo("firing");
      assertThat(alert.path("severity").asText()).isEqualTo("page");
      assertThat(alert.path("turns").asInt()).isEqualTo(Slo.MIN_TURNS);
      assertThat(alert.path("burn").path("long_rate").asDouble()).isEqualTo(20);
      ReceivedWebhook webhook = receiver.await(1);
      webhook.verify();
      assertThat(Reply.json(webhook.body()).path("data").path("since"))
          .isEqualTo(alert.path("since"));
    }
  }

  private static AlertSettings alertsTo(WebhookReceiver receiver) {
    return new AlertSettings(
        new AlertReceiver(URI.create(receiver.url()), WebhookReceiver.SECRET), EVALUATION_INTERVAL);
  }

  private static JsonNode alerts(Client client) {
    return client.get("/api/latency/alerts").json().path("alerts");
  }
}
