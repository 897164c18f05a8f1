package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.dialect.ServedModel;
import dev.firstword.adapters.dialect.ServedModel.ServiceTier;
import dev.firstword.adapters.dialect.ServedModel.Speed;
import dev.firstword.adapters.dialect.WireDialect;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ResponseLimits;
import dev.firstword.relay.client.OutgoingRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two entries of the catalogue can be one model of a provider, in different tiers. */
final class SpeedTierRequestTest {

  private static final String ENTRY = "quick";
  private static final String ID = "the-model";
  private static final Prompt PROMPT =
      new Prompt("", List.of(new PromptMessage(Role.USER, "Hello")));

  @ParameterizedTest
  @CsvSource({"OPENAI, FLEX, flex", "RESPONSES, PRIORITY, priority", "ANTHROPIC, AUTO, auto"})
  void sendsTheServiceTierOfTheEntryThatIsAsked(Dialect dialect, ServiceTier tier, String wireName)
      throws JsonProcessingException {
    WireDialect writer = dialect(dialect, new ServedModel(ID, null, tier));
    String tiered = bodyOf(writer.write(request(ENTRY)));
    String usual = bodyOf(writer.write(request(ID)));

    assertThat(WrittenRequests.field(tiered, "model")).isEqualTo("\"the-model\"");
    assertThat(WrittenRequests.field(tiered, "service_tier")).isEqualTo('"' + wireName + '"');
    assertThat(WrittenRequests.field(usual, "model")).isEqualTo("\"the-model\"");
    assertThat(usual).doesNotContain("service_tier");
  }

  @Test
  void asksForTheFastModeWithItsFeature() throws JsonProcessingException {
    OutgoingRequest fast = fastDialect().write(request(ENTRY));
    OutgoingRequest usual = fastDialect().write(request(ID));

    assertThat(WrittenRequests.field(bodyOf(fast), "speed")).isEqualTo("\"fast\"");
    assertThat(fast.headers()).containsEntry("anthropic-beta", "fast-mode-2026-02-01");
    assertThat(bodyOf(usual)).doesNotContain("speed");
    assertThat(usual.headers()).doesNotContainKey("anthropic-beta");
  }

  /** The speed is part of what is cached. */
  @Test
  void warmsTheCacheInTheSameTier() throws JsonProcessingException {
    OutgoingRequest prime = fastDialect().writePrime(request(ENTRY)).orElseThrow();

    assertThat(WrittenRequests.field(bodyOf(prime), "speed")).isEqualTo("\"fast\"");
    assertThat(prime.headers()).containsEntry("anthropic-beta", "fast-mode-2026-02-01");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void describesTheModelThatTheProviderKnows(Dialect dialect) {
    WireDialect writer = dialect(dialect, ServedModel.named(ID));

    assertThat(writer.writeDescribe(ENTRY).uri().getPath()).endsWith("/models/the-model");
  }

  @Test
  void theTierOfTheEntryReplacesThatOfAClientOfTheSameApi() {
    DialectStreams streams = DialectStreams.CHAT_COMPLETIONS;
    ModelRequest request =
        PassthroughFixture.request(
            streams, "{\"service_tier\":\"flex\",\"model\":\"an alias\"}", true, Map.of());
    WireDialect writer =
        dialect(Dialect.OPENAI, request.model(), new ServedModel(ID, null, ServiceTier.PRIORITY));

    assertThat(bodyOf(writer.write(request)))
        .isEqualTo("{\"service_tier\":\"priority\",\"model\":\"the-model\"}");
  }

  private static WireDialect fastDialect() {
    return dialect(Dialect.ANTHROPIC, new ServedModel(ID, Speed.FAST, null));
  }

  private static WireDialect dialect(Dialect dialect, ServedModel served) {
    return dialect(dialect, ENTRY, served);
  }

  private static WireDialect dialect(Dialect dialect, String entry, ServedModel served) {
    return Providers.dialect(
        new ProviderEndpoint("it", dialect, URI.create("https://host"), "secret", Map.of())
            .withModels(Map.of(entry, served)),
        ResponseLimits.DEFAULTS);
  }

  private static ModelRequest request(String model) {
    return new ModelRequest(model, PROMPT, 64, null);
  }

  private static String bodyOf(OutgoingRequest request) {
    return new String(request.body(), UTF_8);
  }
}
