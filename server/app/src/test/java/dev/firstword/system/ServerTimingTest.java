package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.HttpSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Server-Timing}: in every response head, and as a trailer at the end of a turn. */
final class ServerTimingTest {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(_ -> {}, settings -> settings.http(new HttpSettings(true, null)));

  private final OkHttpClient http = new OkHttpClient();

  @AfterEach
  void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/conversations", "/api/no-such-route", "/healthz", "/metrics", "/", "/none"})
  void everyResponseHasATotalDuration(String target) {
    assertThat(SERVER.client().get(target).head().header("server-timing"))
        .hasValueSatisfying(timing -> assertThat(timing).matches("total;dur=\\d+\\.\\d"));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "H2_PRIOR_KNOWLEDGE"})
  void sendsTotalsAsATrailerToClientsThatAcceptIt(Protocol protocol) throws IOException {
    OkHttpClient client = http.newBuilder().protocols(List.of(protocol)).build();
    try (Response response =
        client
            .newCall(chat(ChatCall.steady("Hello, timed")).header("te", "trailers").build())
            .execute()) {
      String body = response.body().string();
      Map<String, Double> totals = metrics(response.trailers());

      assertThat(response.protocol()).isEqualTo(protocol);
      assertThat(totals).containsKeys("store", "history", "prompt", "model", "generation", "ttft");
      assertThat(body)
          .contains(
              "\"total_ms\":" + Math.round(totals.getOrDefault("total", -1.0)),
              "\"ttft_ms\":" + Math.round(totals.getOrDefault("ttft", -1.0)));
    }
  }

  @Test
  void sendsNoTrailerToOtherClients() throws IOException {
    try (Response response =
        http.newCall(chat(ChatCall.steady("Hello, untimed")).build()).execute()) {
      assertThat(response.body().string()).endsWith("data: [DONE]\n\n");
      assertThat(response.trailers().size()).isZero();
      assertThat(response.header("trailer")).isNull();
    }
  }

  private static Request.Builder chat(ChatCall call) {
    return new Request.Builder()
        .url(SERVER.firstword().uri() + "/api/chat/stream")
        .post(RequestBody.create(call.body(), MediaType.get("application/json")));
  }

  private static Map<String, Double> metrics(Headers trailers) {
    String value = trailers.get("server-timing");
    if (value == null) {
      throw new AssertionError("no timing in " + trailers);
    }
    Map<String, Double> metrics = new TreeMap<>();
    for (String metric : value.split(", ", -1)) {
      String[] parts = metric.split(";dur=", -1);
      metrics.put(parts[0], Double.parseDouble(parts[1]));
    }
    return metrics;
  }
}
