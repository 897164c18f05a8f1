package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Native histograms, scraped by a real Prometheus that has them enabled. */
final class NativeHistogramTest {

  /** The buckets of the library grow by 2^(1/32) each, which bounds the error of a percentile. */
  private static final double BUCKET_PERCENT = 2.2;

  @Test
  void giveAFinerPercentileThanClassicBuckets() throws Exception {
    try (ServerFixture server = new ServerFixture();
        Prometheus prometheus =
            Prometheus.scraping(server, "", "--enable-feature=native-histograms")) {
      Transcript answer = server.client().answer(ChatCall.of("Hello"));
      String turn = answer.events().getFirst().field("turn_id");
      ServerFixture.awaitTrue(
          () -> server.client().get("/api/latency/turns/" + turn).status() == 200);
      double total =
          server.client().get("/api/latency/turns/" + turn).json().path("total_ms").asDouble();
      prometheus.awaitResult("histogram_count(firstword_turn_duration_seconds) == 1");

      JsonNode half =
          prometheus.query("histogram_quantile(0.5, sum(firstword_turn_duration_seconds))");

      assertThat(half.path(0).path("value").path(1).asDouble() * 1e3)
          .isCloseTo(total, withPercentage(BUCKET_PERCENT));
    }
  }
}
