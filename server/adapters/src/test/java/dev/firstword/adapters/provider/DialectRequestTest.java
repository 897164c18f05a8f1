package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.dialect.WireDialect;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CachePlan.CacheBreakpoint;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ResponseLimits;
import dev.firstword.relay.client.OutgoingRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests written by each dialect. */
final class DialectRequestTest {

  private static final String TRACEPARENT =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final Prompt PROMPT =
      new Prompt(
          "Be \"brief\".",
          List.of(
              new PromptMessage(Role.USER, "Hi 😀\n"),
              new PromptMessage(Role.ASSISTANT, "Hello"),
              new PromptMessage(Role.USER, "lone \uD83D half")));

  @Test
  void writesAnthropicBody() {
    assertThat(body(Dialect.ANTHROPIC, "https://host", PROMPT))
        .isEqualTo(
            "{\"model\":\"m-1\",\"max_tokens\":64,\"stream\":true,"
                + "\"system\":\"Be \\\"brief\\\".\",\"messages\":["
                + "{\"role\":\"user\",\"content\":\"Hi 😀\\n\"},"
                + "{\"role\":\"assistant\",\"content\":\"Hello\"},"
                + "{\"role\":\"user\",\"content\":\"lone \uFFFD half\"}]}");
  }

  @Test
  void writesAnthropicCacheBreakpoints() {
    CachePlan plan =
        new CachePlan(
            List.of(
                new CacheBreakpoint(0, CacheTtl.ONE_HOUR),
                new CacheBreakpoint(2, CacheTtl.FIVE_MINUTES)));

    String body = bodyWithPlan(Dialect.ANTHROPIC, "https://host", plan);

    assertThat(body)
        .contains(
            "\"system\":[{\"type\":\"text\",\"text\":\"Be \\\"brief\\\".\","
                + "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]",
            "{\"role\":\"user\",\"content\":\"Hi 😀\\n\"}",
            "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\","
                + "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"5m\"}}]}");
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"OPENAI", "RESPONSES"})
  void sendsThePromptCacheKeyOnlyToOpenAi(Dialect dialect) {
    CacheScope scope = new CacheScope("acme", "chat", Set.of(), false);

    assertThat(body(dialect, "https://api.openai.com", PROMPT.withScope(scope)))
        .containsPattern("\"prompt_cache_key\":\"[0-9a-f]{32}\"");
    assertThat(body(dialect, "http://localhost:11434", PROMPT.withScope(scope)))
        .doesNotContain("prompt_cache_key");
  }

  private static String bodyWithPlan(Dialect dialect, String base, CachePlan plan) {
    ProviderEndpoint endpoint = new ProviderEndpoint("p", dialect, URI.create(base), "k", Map.of());
    return new String(
        dialect(endpoint)
            .write(new ModelRequest("m-1", PROMPT, 64, null).withCachePlan(plan))
            .body(),
        UTF_8);
  }

  @Test
  void writesOpenAiBody() {
    assertThat(body(Dialect.OPENAI, "https://host", PROMPT))
        .isEqualTo(
            "{\"model\":\"m-1\",\"max_tokens\":64,\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true},\"messages\":["
                + "{\"role\":\"system\",\"content\":\"Be \\\"brief\\\".\"},"
                + "{\"role\":\"user\",\"content\":\"Hi 😀\\n\"},"
                + "{\"role\":\"assistant\",\"content\":\"Hello\"},"
                + "{\"role\":\"user\",\"content\":\"lone \uFFFD half\"}]}");
  }

  @Test
  void writesResponsesBody() {
    assertThat(body(Dialect.RESPONSES, "https://host", PROMPT))
        .isEqualTo(
            "{\"model\":\"m-1\",\"stream\":true,\"store\":false,\"max_output_tokens\":64,"
                + "\"instructions\":\"Be \\\"brief\\\".\",\"input\":["
                + "{\"type\":\"message\",\"role\":\"user\",\"content\":\"Hi 😀\\n\"},"
                + "{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"Hello\"},"
                + "{\"type\":\"message\",\"role\":\"user\",\"content\":\"lone \uFFFD half\"}]}");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void omitsAnEmptySystemPrompt(Dialect dialect) {
    Prompt bare = new Prompt("", List.of(new PromptMessage(Role.USER, "Hi")));

    assertThat(body(dialect, "https://host", bare))
        .doesNotContain("system")
        .doesNotContain("instructions");
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com, max_completion_tokens",
    "https://me.openai.azure.com/openai/v1, max_completion_tokens",
    "https://openrouter.ai/api/v1, max_tokens",
    "http://localhost:11434, max_tokens"
  })
  void usesTheServersMaxTokensField(String base, String member) {
    assertThat(body(Dialect.OPENAI, base, PROMPT)).contains("\"" + member + "\":64");
  }

  @Test
  void sendsAnthropicHeaders() {
    assertThat(call(Dialect.ANTHROPIC, "key-1\n", Map.of(), TRACEPARENT).headers())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "content-type", "application/json",
                "accept", "text/event-stream, application/json",
                "accept-encoding", "identity",
                "user-agent", "firstword",
                "anthropic-version", "2023-06-01",
                "x-api-key", "key-1",
                "traceparent", TRACEPARENT));
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"OPENAI", "RESPONSES"})
  void sendsOpenAiHeaders(Dialect dialect) {
    assertThat(call(dialect, "key-1\n", Map.of(), null).headers())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "content-type", "application/json",
                "accept", "text/event-stream, application/json",
                "accept-encoding", "identity",
                "user-agent", "firstword",
                "authorization", "Bearer key-1"));
  }

  @Test
  void endpointHeadersOverrideDefaults() {
    Map<String, String> headers =
        Map.of("Anthropic-Version", "2026-10-21", "Authorization", "Bearer token");

    assertThat(call(Dialect.ANTHROPIC, null, headers, null).headers())
        .containsEntry("anthropic-version", "2026-10-21")
        .containsEntry("authorization", "Bearer token")
        .doesNotContainKey("x-api-key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "00-1-2-3", TRACEPARENT + "\r\nx: y"})
  void omitsAnInvalidTraceContext(String traceparent) {
    assertThat(call(Dialect.OPENAI, "k", Map.of(), traceparent).headers())
        .doesNotContainKey("traceparent");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void rejectsAnInvalidKeyWithoutQuotingIt(Dialect dialect) {
    assertThatThrownBy(() -> call(dialect, "canary\r\nkey", Map.of(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "accept-encoding", "a b"})
  void rejectsReservedHeaders(String name) {
    assertThatThrownBy(() -> call(Dialect.OPENAI, "k", Map.of(name, "canary"), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void toStringRevealsNeitherKeyNorPrompt(Dialect dialect) {
    OutgoingRequest call = call(dialect, "canary", Map.of("x-other", "canary"), null);

    assertThat(call.toString()).doesNotContain("canary").doesNotContain("Hello");
  }

  private static String body(Dialect dialect, String base, Prompt prompt) {
    ProviderEndpoint endpoint =
        new ProviderEndpoint("it", dialect, URI.create(base), null, Map.of());
    return new String(
        dialect(endpoint).write(new ModelRequest("m-1", prompt, 64, null)).body(), UTF_8);
  }

  private static OutgoingRequest call(
      Dialect dialect,
      @Nullable String key,
      Map<String, String> headers,
      @Nullable String traceparent) {
    ProviderEndpoint endpoint =
        new ProviderEndpoint("it", dialect, URI.create("https://host"), key, headers);
    return dialect(endpoint).write(new ModelRequest("m-1", PROMPT, 64, traceparent));
  }

  private static WireDialect dialect(ProviderEndpoint endpoint) {
    return Providers.dialect(endpoint, ResponseLimits.DEFAULTS);
  }
}
