package dev.firstword.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.CatalogueModelSettings.Price;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.model.SupportedValues;
import dev.firstword.core.provider.ThinkingControl;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Settings count more than what a provider says, and that more than the built-in table. */
final class ConfiguredCapabilitiesTest {

  private static final SupportedValues<ThinkingType> ONLY_ADAPTIVE =
      new SupportedValues<>(
          Set.of(ThinkingType.ADAPTIVE), Set.of(ThinkingType.DISABLED, ThinkingType.ENABLED));

  private static final ReportedModel ADAPTIVE =
      new ReportedModel(500_000, 50_000, null, ONLY_ADAPTIVE, null, null, null);

  @Test
  void aModelThatIsInNoTableIsToldToThinkAsItsProviderSays() {
    ModelCapabilities before = capabilities("new-model", null, null);
    ModelCapabilities after = capabilities("new-model", null, ADAPTIVE);

    assertThat(ThinkingControl.of(before)).isEqualTo(ThinkingControl.NONE);
    assertThat(ThinkingControl.of(after)).isEqualTo(ThinkingControl.ADAPTIVE);
    assertThat(after.hasSampling()).isFalse();
    assertThat(after.maxOutputTokens()).isEqualTo(50_000);
  }

  @Test
  void theLimitsOfAKnownModelAreThoseOfItsProvider() {
    ModelCapabilities known = capabilities("claude-opus-5", null, ADAPTIVE);

    assertThat(known.input().maxTokens()).isEqualTo(500_000);
    assertThat(known.thinking().types()).containsExactly(ThinkingType.ADAPTIVE);
    assertThat(known.cache().minTokens()).isEqualTo(512);
  }

  @Test
  void settingsDecideHowAModelIsToldToThink() {
    ModelCapabilities configured = capabilities("new-model", ThinkingControl.BUDGET, ADAPTIVE);

    assertThat(ThinkingControl.of(configured)).isEqualTo(ThinkingControl.BUDGET);
    assertThat(configured.input().maxTokens()).isEqualTo(500_000);
  }

  private static ModelCapabilities capabilities(
      String name, @Nullable ThinkingControl configured, @Nullable ReportedModel reported) {
    CatalogueModelSettings model =
        new CatalogueModelSettings(
            name,
            "",
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            100,
            Price.of(1),
            null,
            configured,
            Set.of(),
            null);
    return ConfiguredCapabilities.of(model, Dialect.ANTHROPIC, reported);
  }
}
