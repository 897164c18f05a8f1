package dev.firstword.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.dialect.ServedModel;
import dev.firstword.adapters.dialect.ServedModel.Speed;
import dev.firstword.app.config.CatalogueModelSettings.Price;
import dev.firstword.core.job.JobLimits;
import dev.firstword.core.job.webhook.WebhookService;
import dev.firstword.core.profile.PreparationPolicy;
import dev.firstword.core.profile.Profile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class SettingsReaderTest {

  @TempDir Path folder;

  /** Lists every default in one place, so that a default is never changed by accident. */
  @Test
  void usesDefaultsWithoutConfiguration() {
    Settings settings = new SettingsReader(Map.of()).read(null);

    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.data()).isEqualTo(Path.of("data"));
    assertThat(settings.webRoot()).isEqualTo(Path.of("web/apps/console/dist"));
    assertThat(settings.maxRequestBytes()).isEqualTo(1024 * 1024);
    assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofSeconds(25));
    assertThat(settings.jobs().limits()).isEqualTo(new JobLimits(16, 10_000, 8_000, 3));
    assertThat(settings.jobs().webhooks())
        .isEqualTo(new WebhookService.SendingOptions(null, false));
    assertThat(settings.providers()).isEmpty();
    assertThat(settings.tokenIssuers()).isEmpty();
    assertThat(settings.allowedHosts()).isEmpty();
    assertThat(settings.limits()).isEqualTo(LimitSettings.UNLIMITED);
    assertThat(settings.retrieval()).isEqualTo(new RetrievalSettings(null, null, 0.95));
    assertThat(settings.diagnosisInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.models()).isEqualTo(ModelPreset.WORKED_EXAMPLE.models());
    Profile chat = settings.profiles().getFirst();
    assertThat(chat.name()).isEqualTo("chat");
    assertThat(chat.maxTokens()).isEqualTo(4096);
    assertThat(chat.historyTokens()).isEqualTo(16_000);
    assertThat(chat.allowsSystemOverride()).isTrue();
    assertThat(chat.noticeAfter())
        .isEqualTo(new Profile.NoticeAfter(Duration.ofSeconds(5), Duration.ofSeconds(2)));
    assertThat(chat.timeouts())
        .isEqualTo(
            new Profile.Timeouts(
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30)));
  }

  @Test
  void readsDiagnosisInterval() throws IOException {
    assertThat(read("diagnosis: {interval: 500ms}", Map.of()).diagnosisInterval())
        .isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void readsTheLabelOfATool() throws IOException {
    Settings settings =
        read("profiles: {chat: {labels: {tool.get_orders: Looking up your orders}}}", Map.of());

    assertThat(settings.profiles().getFirst().label("tool.get_orders"))
        .isEqualTo("Looking up your orders");
  }

  @Test
  void aRequestMayAskForAtLeastTheProfilesLength() {
    assertThatThrownBy(() -> read("profiles: {chat: {max_tokens_limit: 100}}", Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessage("profiles.chat.max_tokens_limit must be at least max_tokens, 4096");
  }

  @Test
  void readsJobsAndWebhooks() throws IOException {
    Settings settings =
        read(
            """
            jobs: {max_concurrent: 4, max_queued: 0, max_queued_per_tenant: 9, max_attempts: 1}
            webhooks: {secret_env: HOOK, allow_private_addresses: true}
            """,
            Map.of("HOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    assertThat(settings.jobs().limits()).isEqualTo(new JobLimits(4, 0, 9, 1));
    assertThat(settings.jobs().webhooks())
        .isEqualTo(
            new WebhookService.SendingOptions("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true));
    assertThat(settings.toString()).doesNotContain("MfKQ9r8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_dG9vIHNob3J0",
        "whsec_this is not base 64, is it"
      })
  void rejectsMalformedWebhookSecret(String secret) {
    assertThatThrownBy(() -> read("webhooks: {secret: \"" + secret + "\"}", Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("webhooks.secret")
        .hasMessageNotContaining(secret);
  }

  /** YAML reads an unquoted off as false. */
  @ParameterizedTest
  @ValueSource(strings = {"off", "'off'"})
  void disablesCachingWithQuotedOrUnquotedOff(String off) throws IOException {
    Settings settings = read("profiles: {chat: {cache: {ttl: " + off + "}}}", Map.of());

    assertThat(settings.profiles().getFirst().preparationPolicy().caching().ttl())
        .isEqualTo(PreparationPolicy.CacheTtlPolicy.OFF);
  }

  @Test
  void keyInEnvironmentSelectsAnthropic() {
    Settings settings = new SettingsReader(Map.of("ANTHROPIC_API_KEY", " secret\n")).read(null);

    assertThat(settings.providers())
        .containsExactly(
            new ProviderEndpoint(
                "anthropic",
                Dialect.ANTHROPIC,
                URI.create("https://api.anthropic.com"),
                "secret",
                Map.of()));
  }

  @Test
  void readsConfigurationFile() throws IOException {
    Settings settings =
        read(
            """
            port: 9000
            shutdown_timeout: 2m
            providers:
              - name: local
                dialect: openai
                base_url: http://127.0.0.1:11434/v1
                api_key_env: LOCAL_KEY
                headers: {x-team: search}
            models:
              - {name: small, relative_cost: 1, ttft_ms: {p50: 90, p99: 250}}
              - {name: large, provider: local, relative_cost: 4}
            profiles:
              chat:
                disconnect_grace: 0s
                labels: {history: Looking back}
              proposal:
                title: Proposal
                system: You write proposals.
                model: large
                first_token_timeout: 1500ms
            """,
            Map.of("LOCAL_KEY", "k"));

    assertThat(settings.port()).isEqualTo(9000);
    assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.providers())
        .containsExactly(
            new ProviderEndpoint(
                "local",
                Dialect.OPENAI,
                URI.create("http://127.0.0.1:11434/v1"),
                "k",
                Map.of("x-team", "search")));
    assertThat(settings.models())
        .extracting(CatalogueModelSettings::name)
        .containsExactly("small", "large");
    assertThat(settings.profiles()).extracting(Profile::name).containsExactly("chat", "proposal");
    Profile chat = settings.profiles().getFirst();
    assertThat(chat.timeouts().disconnectGrace()).isEqualTo(Duration.ZERO);
    assertThat(chat.label("history")).isEqualTo("Looking back");
    assertThat(chat.label("model")).isEqualTo("Asking the model");
    Profile proposal = settings.profiles().getLast();
    assertThat(proposal.model()).isEqualTo("large");
    assertThat(proposal.timeouts().firstToken()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void severalModelsCanBeOneOfTheProviderInDifferentTiers() throws IOException {
    Settings settings =
        read(
            "models: [{name: claude-opus-5}, {name: quick, id: claude-opus-5, speed: fast}]",
            Map.of());

    assertThat(settings.models())
        .extracting(CatalogueModelSettings::served)
        .containsExactly(
            ServedModel.named("claude-opus-5"), new ServedModel("claude-opus-5", Speed.FAST, null));
    assertThat(settings.models().getLast().lookupName()).isEqualTo("claude-opus-5");
  }

  @ParameterizedTest
  @CsvSource({"anthropic, ANTHROPIC", "openai, OPENAI", "responses, RESPONSES"})
  void readsTheDialect(String name, Dialect expected) throws IOException {
    Settings settings =
        read(
            "providers: [{name: a, dialect: "
                + name
                + ", base_url: 'http://x'}]\n"
                + "models: [{name: small}]",
            Map.of());

    assertThat(settings.providers())
        .extracting(ProviderEndpoint::dialect)
        .containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "prot: 1                                 | prot is not known; known here: host, port",
        "port: high                              | port must be a whole number from 0 to 65535",
        "shutdown_timeout: 10                               | shutdown_timeout must be a time such"
            + " as 300ms",
        "diagnosis: {interval: 99ms}             | diagnosis.interval must be from 100ms to 24h",
        "providers: [{name: a, dialect: telnet, base_url: 'http://x'}] | providers[0].dialect must",
        "providers: [{name: a, dialect: openai, base_url: 'ftp://x'}] | providers[0].base_url must",
        "providers: [{dialect: openai, base_url: 'http://x'}] | providers[0].name is missing",
        "{providers: [{name: a, dialect: openai, base_url: 'http://x', background: true}], models:"
            + " [{name: m}]} | providers[0].background needs the dialect responses",
        "providers: [{name: a, dialect: openai, base_url: 'http://x'}] | models is missing: without"
            + " it, a would",
        "providers: [{name: a, dialect: anthropic, base_url: 'http://x'}, {name: b, dialect:"
            + " openai, base_url: 'http://y'}] | providers has b, which no model uses",
        "{providers: [{name: a, dialect: openai, base_url: 'http://x'}, {name: b, dialect: openai,"
            + " base_url: 'http://y'}], models: [{name: m, provider: b}]} | providers has a, which"
            + " no model uses",
        "{providers: [{name: a, dialect: openai, base_url: 'http://x'}, {name: a, dialect: openai,"
            + " base_url: 'http://y'}], models: [{name: m}]} | providers[1].name is the name of"
            + " another",
        "{providers: [{name: a, dialect: openai, base_url: 'http://x'}], models: [{name: m,"
            + " provider: b}]} | models[0].provider names b, which is not configured",
        "models: [{name: a, speed: fast}, {name: a}]  | models[1].name is the name of another model",
        "{providers: [{name: a, dialect: openai, base_url: 'http://x'}], models: [{name: m, speed:"
            + " fast}]} | models[0].speed cannot be fast with the dialect openai",
        "{providers: [{name: a, dialect: responses, base_url: 'http://x'}], models: [{name: m,"
            + " service_tier: standard_only}]} | models[0].service_tier cannot be standard_only"
            + " with the dialect responses",
        "models: [{name: a, service_tier: flex}] | models[0].service_tier cannot be flex with the"
            + " dialect anthropic",
        "models: [{name: a, service_tier: quick}] | models[0].service_tier must be",
        "profiles: {chat: {max_tokens: 0}}       | profiles.chat.max_tokens must be a whole number",
        "profiles: {chat: {notice_afer: 2s}}        | profiles.chat.notice_afer is not known",
        "`{`                                     | is not YAML: line",
      })
  void reportsInvalidSettingWithItsPath(String yaml, String sentence) {
    assertThatThrownBy(() -> read(yaml, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void asksAnotherAnthropicServiceForClaudeModelsWithoutModels() throws IOException {
    Settings settings =
        read("providers: [{name: a, dialect: anthropic, base_url: 'http://x'}]", Map.of());

    assertThat(settings.models()).isEqualTo(ModelPreset.CURRENT.models());
  }

  @Test
  void reportsMissingEnvironmentVariable() {
    assertThatThrownBy(() ->
            read(
                "providers: [{name: a, dialect: openai, base_url: 'http://x',"
                    + " api_key_env: NO_SUCH}]",
                Map.of()))
        .hasMessageContaining("providers[0].api_key_env names NO_SUCH");
  }

  @Test
  void treatsEmptyFileAsDefaults() throws IOException {
    assertThat(read("", Map.of())).isEqualTo(new SettingsReader(Map.of()).read(null));
  }

  private Settings read(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("firstword.yml"), yaml);
    return new SettingsReader(environment).read(file);
  }

  @Test
  void hasTodaysModelsOfAProvider() throws IOException {
    Map<String, String> key = Map.of("ANTHROPIC_API_KEY", "secret");

    assertThat(new SettingsReader(key).read(null).models())
        .containsExactly(
            model("claude-haiku-5-5", 1, 541, 4117, 150, new Price(0.1, 0.5)),
            model("claude-sonnet-5-5", 20, 941, 4787, 104, new Price(2, 10)),
            model("claude-opus-5-5", 40, 1300, 10_000, 50, new Price(4, 20)));
    assertThat(read("models_preset: worked_example", key).models())
        .containsExactly(
            model("claude-haiku-4-5-20251001", 1, 300, 800, 150, Price.of(1)),
            model("claude-sonnet-4-6", 5, 700, 2000, 75, Price.of(5)),
            model("claude-opus-4-6", 15, 1500, 4000, 50, Price.of(15)));
  }

  private static CatalogueModelSettings model(
      String name, double cost, long p50, long p99, double pace, Price price) {
    return new CatalogueModelSettings(
        name,
        "",
        cost,
        Duration.ofMillis(p50),
        Duration.ofMillis(p99),
        pace,
        price,
        null,
        null,
        Set.of(),
        null);
  }
}
