package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Native histograms, as a real Prometheus that is told to take them takes them. */
final class NativeHistogramTest {

  /** The library's buckets grow by 2^(1/32) each: what is read off one is as near as that. */
  private static final double BUCKET_PERCENT = 2.2;

  @Test
  void aPrometheusThatTakesThemTellsAPercentileFinerThanTheBuckets() throws Exception {
    try (ServerFixture server = new ServerFixture();
        Prometheus prometheus =
            Prometheus.scraping(server, "", "--enable-feature=native-histograms")) {
      Transcript answer = server.client().answer(Ask.of("Hello"));
      String turn = answer.events().getFirst().field("turn_id");
      ServerFixture.awaitTrue(
          () -> server.client().get("/api/latency/turns/" + turn).status() == 200);
      double total =
          server.client().get("/api/latency/turns/" + turn).json().path("total_ms").asDouble();
      prometheus.awaitSeen("histogram_count(firstword_turn_duration_seconds) == 1");

      JsonNode half =
          prometheus.ask("histogram_quantile(0.5, sum(firstword_turn_duration_seconds))");

      assertThat(half.path(0).path("value").path(1).asDouble() * 1e3)
          .isCloseTo(total, withPercentage(BUCKET_PERCENT));
    }
  }
}
