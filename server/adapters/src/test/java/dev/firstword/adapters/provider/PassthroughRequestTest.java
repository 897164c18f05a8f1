package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.EndpointHeaders;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CachePlan.CacheBreakpoint;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.testing.fuzz.FuzzRun;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests in the provider's own API leave as their client wrote them. */
final class PassthroughRequestTest {

  private static final int CASES = 150;

  @ParameterizedTest
  @EnumSource
  void replacesNothingButTheModel(DialectStreams streams) {
    FuzzRun.ofCases(
        CASES,
        random -> {
          String before = fields(random);
          String after = fields(random);
          String body = "{%s \"model\" : \"an alias\" %s}".formatted(first(before), after);

          assertThat(sent(streams, body, Map.of()))
              .isEqualTo("{%s \"model\" : \"some-model\" %s}".formatted(first(before), after));
        });
  }

  private static String first(String fields) {
    return fields.isEmpty() ? "" : fields.substring(1) + ",";
  }

  /** Returns fields of any kind, each after a comma. */
  private static String fields(Random random) {
    StringBuilder fields = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      fields
          .append(",\"f")
          .append(random.nextInt())
          .append(
              switch (random.nextInt(7)) {
                case 0 -> "\":1.50E+3";
                case 1 -> "\" : -0";
                case 2 -> "\":\n\t[1, {\"model\":\"inner\"}, null]";
                case 3 -> "\":\"\\u00e4\ud83d\ude00 \\\"model\\\": \"";
                case 4 -> "\":{}";
                case 5 -> "\":" + "[".repeat(20) + "]".repeat(20);
                default -> "\":true";
              });
    }
    return fields.toString();
  }

  @Test
  void setsWhatTheServerDecides() {
    Map<String, String> fields = Map.of("max_tokens", "100", "store", "false");

    assertThat(
            sent(
                DialectStreams.MESSAGES,
                "{\"max_tokens\":1e9,\"model\":\"m\",\"x\":[{\"max_tokens\":5}]}",
                fields))
        .isEqualTo(
            "{\"store\":false,\"max_tokens\":100,\"model\":\"some-model\","
                + "\"x\":[{\"max_tokens\":5}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"content\":\"Hi\" | \"content\":[{\"type\":\"text\",\"text\":\"Hi\",MARK}]",
        "\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"text\":\"b\", \"type\":\"new\" }]"
            + " | \"content\":[{\"type\":\"text\",\"text\":\"a\"},"
            + "{\"text\":\"b\", \"type\":\"new\" ,MARK}]",
        "\"content\":[{\"type\":\"thinking\"}] | \"content\":[{\"type\":\"thinking\"}]",
        "\"content\":\"\" | \"content\":\"\"",
        "\"content\":null | \"content\":null",
        "\"content\":[] | \"content\":[]",
      })
  void setsCacheBreakpointsWhereTheClientHasNone(String content, String marked) {
    String body =
        "{\"model\":\"some-model\",\"messages\":[{\"content\":\"old\"},{%s}],\"system\":\"Be brief.\"}";
    ModelRequest request =
        PassthroughFixture.request(DialectStreams.MESSAGES, body.formatted(content), true, Map.of())
            .withCachePlan(new CachePlan(List.of(new CacheBreakpoint(0, CacheTtl.FIVE_MINUTES))));

    assertThat(body(DialectStreams.MESSAGES, request))
        .isEqualTo(
            body.formatted(marked)
                .replace("\"Be brief.\"", "[{\"type\":\"text\",\"text\":\"Be brief.\",MARK}]")
                .replace("MARK", "\"cache_control\":{\"type\":\"ephemeral\"}"));
  }

  @Test
  void joinsFeaturesOfTheClientAndTheEndpoint() {
    EndpointHeaders headers =
        new EndpointHeaders()
            .set("anthropic-version", "2023-06-01")
            .set("x-api-key", "secret")
            .setAll(Map.of("anthropic-beta", "ours"));

    assertThat(
            headers.forCall(
                null, Map.of("anthropic-beta", "a,b", "anthropic-version", "2026-10-21")))
        .containsEntry("anthropic-beta", "ours,a,b")
        .containsEntry("anthropic-version", "2026-10-21")
        .containsEntry("x-api-key", "secret");
  }

  @Test
  void keepsTheVersionThatTheEndpointNeeds() {
    EndpointHeaders headers = new EndpointHeaders().setAll(Map.of("Anthropic-Version", "ours"));

    assertThat(headers.forCall(null, Map.of("anthropic-version", "2026-10-21")))
        .containsEntry("anthropic-version", "ours");
  }

  private static String sent(DialectStreams streams, String body, Map<String, String> fields) {
    return body(streams, PassthroughFixture.request(streams, body, true, fields));
  }

  private static String body(DialectStreams streams, ModelRequest request) {
    return new String(
        WrittenRequests.dialect(PassthroughFixture.dialect(streams), "https://host")
            .write(request)
            .body(),
        UTF_8);
  }
}
