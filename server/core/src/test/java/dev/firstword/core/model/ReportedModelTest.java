package dev.firstword.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.model.ModelCapabilities.Effort;
import dev.firstword.core.model.ModelCapabilities.Lifecycle;
import dev.firstword.core.model.ModelCapabilities.Stage;
import dev.firstword.core.model.ModelCapabilities.Thinking;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a provider says replaces what is assumed, and only that. */
final class ReportedModelTest {

  private static final ReportedModel SILENT =
      new ReportedModel(null, null, null, null, null, null, null);

  private static final ModelCapabilities KNOWN =
      KnownModels.find("claude-sonnet-5").orElseThrow().capabilities();

  @Test
  void aProviderThatSaysNothingChangesNothing() {
    assertThat(SILENT.applyTo(KNOWN)).isEqualTo(KNOWN);
  }

  @Test
  void limitsAndLifecycleAreThoseOfTheProvider() {
    Lifecycle ending = new Lifecycle(Stage.DEPRECATED, LocalDate.of(2027, 3, 1));

    ModelCapabilities changed =
        new ReportedModel(2_000_000, 256_000, ending, null, null, false, null).applyTo(KNOWN);

    assertThat(changed.input().maxTokens()).isEqualTo(2_000_000);
    assertThat(changed.maxOutputTokens()).isEqualTo(256_000);
    assertThat(changed.lifecycle()).isEqualTo(ending);
    assertThat(changed.input().hasImages()).isFalse();
    assertThat(changed.input().hasFiles()).isTrue();
    assertThat(changed.thinking()).isEqualTo(KNOWN.thinking());
  }

  @Test
  void aModelThatCannotBeToldNotToThinkThinksByDefault() {
    ModelCapabilities plain = KnownModels.find("claude-opus-4-8").orElseThrow().capabilities();

    Thinking thinking = withoutTypes(ThinkingType.DISABLED).applyTo(plain).thinking();

    assertThat(plain.thinking().isDefault()).isFalse();
    assertThat(thinking.isDefault()).isTrue();
    assertThat(thinking.types()).containsExactly(ThinkingType.ADAPTIVE);
  }

  @Test
  void aDefaultEffortThatTheProviderDoesNotTakeIsUnknown() {
    Thinking thinking =
        new ReportedModel(
                null,
                null,
                null,
                null,
                new SupportedValues<>(Set.of(Effort.LOW), Set.of(Effort.HIGH, Effort.MAX)),
                null,
                null)
            .applyTo(KNOWN)
            .thinking();

    assertThat(KNOWN.thinking().defaultEffort()).isEqualTo(Effort.HIGH);
    assertThat(thinking.defaultEffort()).isNull();
    assertThat(thinking.efforts()).containsExactly(Effort.LOW, Effort.MEDIUM, Effort.XHIGH);
  }

  @Test
  void aModelWithoutAnyTypeCannotBeToldToThink() {
    assertThat(withoutTypes(ThinkingType.values()).applyTo(KNOWN).thinking())
        .isEqualTo(Thinking.NONE);
  }

  @Test
  void whatTheSettingsSayOfThinkingCountsMore() {
    ReportedModel reported =
        new ReportedModel(
            10,
            null,
            null,
            new SupportedValues<>(Set.of(ThinkingType.ENABLED), Set.of()),
            new SupportedValues<>(Set.of(), Set.of(Effort.MAX)),
            null,
            null);

    ModelCapabilities changed = reported.withoutThinking().applyTo(KNOWN);

    assertThat(changed.thinking()).isEqualTo(KNOWN.thinking());
    assertThat(changed.input().maxTokens()).isEqualTo(10);
  }

  private static ReportedModel withoutTypes(ThinkingType... types) {
    return new ReportedModel(
        null, null, null, new SupportedValues<>(Set.of(), Set.of(types)), null, null, null);
  }
}
