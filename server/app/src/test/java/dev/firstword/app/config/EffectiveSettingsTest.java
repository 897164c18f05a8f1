package dev.firstword.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class EffectiveSettingsTest {

  @TempDir Path folder;

  @Test
  void listsEveryDeclaredSettingWithItsDefault() {
    List<EffectiveSetting> settings = EffectiveSettings.list(null, Map.of());

    assertThat(settings)
        .extracting(EffectiveSetting::key)
        .containsExactlyElementsOf(SettingsCatalog.settings().map(Setting::key).toList());
    assertThat(settings).allMatch(EffectiveSetting::isDefault);
    assertThat(find(settings, "port")).isEqualTo(setting("port", "8080", "default", true));
    assertThat(find(settings, "postgresql.url"))
        .isEqualTo(setting("postgresql.url", "", "not set", true));
  }

  @Test
  void namesTheLineOfEachValueInTheFile() throws IOException {
    Path file =
        write(
            """
            # A comment.
            port: 9000
            providers:
              - name: claude
                dialect: anthropic
                base_url: http://127.0.0.1:1/
              - {name: other, dialect: openai,
                 base_url: "http://127.0.0.1:2/"}
            profiles:
              chat:
                system: |
                  You help the customers
                  of a bakery.
                fallbacks: [a, b]
            """);

    List<EffectiveSetting> settings = EffectiveSettings.list(file, Map.of());

    assertThat(find(settings, "port")).isEqualTo(setting("port", "9000", file + ":2", false));
    assertThat(find(settings, "providers[0].name").origin()).isEqualTo(file + ":4");
    assertThat(find(settings, "providers[0].base_url").origin()).isEqualTo(file + ":6");
    assertThat(find(settings, "providers[1].name").origin()).isEqualTo(file + ":7");
    assertThat(find(settings, "providers[1].base_url"))
        .isEqualTo(setting("providers[1].base_url", "http://127.0.0.1:2/", file + ":8", false));
    assertThat(find(settings, "providers[1].background").isDefault()).isTrue();
    assertThat(find(settings, "profiles.chat.system"))
        .isEqualTo(
            setting(
                "profiles.chat.system",
                "You help the customers of a bakery.",
                file + ":11",
                false));
    assertThat(find(settings, "profiles.chat.fallbacks").value()).isEqualTo("[\"a\",\"b\"]");
    assertThat(find(settings, "profiles.chat.model").value()).isEqualTo("the router chooses");
  }

  @Test
  void namesTheVariableOrTheFileOfASecret() throws IOException {
    Path file =
        write("{webhooks: {secret_env: HOOK}, auth: {tokens: {secret_env: TOKEN}}, port: 1}");
    Map<String, String> environment =
        Map.of(
            "HOOK", "canary-of-the-hook",
            "TOKEN_FILE", "/run/secrets/token",
            "ANTHROPIC_API_KEY", "canary-of-the-key",
            "FIRSTWORD_WEB_ROOT", "/srv/web");

    List<EffectiveSetting> settings = EffectiveSettings.list(file, environment);

    assertThat(find(settings, "webhooks.secret"))
        .isEqualTo(setting("webhooks.secret", "[secret]", "environment variable HOOK", false));
    assertThat(find(settings, "auth.tokens.secret"))
        .isEqualTo(
            setting(
                "auth.tokens.secret",
                "[secret]",
                "file /run/secrets/token, which TOKEN_FILE names",
                false));
    assertThat(find(settings, "providers[0].api_key").origin())
        .isEqualTo("environment variable ANTHROPIC_API_KEY");
    assertThat(find(settings, "web_root").value()).isEqualTo("/srv/web");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "providers: [{name: a, dialect: openai, base_url: 'http://h/', api_key: canary}]",
        "providers: [{name: a, dialect: openai, base_url: 'http://h/', headers: {x-key: canary}}]",
        "providers: [{name: a, dialect: openai, base_url: 'http://h/?key=canary'}]",
        "providers: [{name: a, dialect: openai, base_url: 'http://h/', api_key_env: sk-canary}]",
        "postgresql: {password: canary}",
        "postgresql: {url: 'jdbc:postgresql://h/db?user=a&password=canary'}",
        "postgresql: {url: 'jdbc:postgresql://a:canary@h/db'}",
        "redis: {url: 'redis://:canary@h:6379'}",
        "redis: {url: 'redis://:a/canary@h:6379'}",
        "redis: {url: 'rediss://user:canary@h:6379/1'}",
        "webhooks: {secret: canary}",
        "webhooks: {secret_env: canary}",
        "auth: {tokens: {secret: canary}}",
        "auth: {jwt: [{secret_env: canary}]}",
        "alerts: {webhook: {url: 'https://user:canary@h/', secret: canary}}",
        "alerts: {webhook: {url: 'https://h/hook?token=canary'}}",
        "alerts: {webhook: {url: 'https://h/hook/canary'}}",
        "telemetry: {otlp: {authorization: canary, headers: {authorization: canary}}}",
        "retrieval: {embedding: {api_key: canary}, reranking: {api_key: canary}}",
      })
  void printsNoSecret(String yaml) throws IOException {
    assertThat(EffectiveSettings.list(write(yaml), Map.of()).toString())
        .contains("[secret]")
        .doesNotContain("canary");
  }

  @Test
  void refusesUnknownKeys() throws IOException {
    Path file = write("prot: 1");

    assertThatThrownBy(() -> EffectiveSettings.list(file, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("prot is not known");
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("firstword.yml"), yaml);
  }

  private static EffectiveSetting setting(
      String key, String value, String origin, boolean isDefault) {
    return new EffectiveSetting(key, value, origin, isDefault);
  }

  private static EffectiveSetting find(List<EffectiveSetting> settings, String key) {
    return settings.stream().filter(one -> one.key().equals(key)).findFirst().orElseThrow();
  }
}
