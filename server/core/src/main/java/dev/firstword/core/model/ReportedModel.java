package dev.firstword.core.model;

import dev.firstword.core.model.ModelCapabilities.Effort;
import dev.firstword.core.model.ModelCapabilities.Input;
import dev.firstword.core.model.ModelCapabilities.Lifecycle;
import dev.firstword.core.model.ModelCapabilities.Thinking;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's models endpoint says of a model. Each component is null if it does not say.
 *
 * @param maxInputTokens the longest prompt
 * @param maxOutputTokens the longest output, thoughts included
 * @param lifecycle how long the model will be available
 * @param thinkingTypes which values of {@code thinking.type} it takes
 * @param efforts which efforts it takes
 * @param readsImages whether it reads images
 * @param readsFiles whether it reads PDF files
 */
public record ReportedModel(
    @Nullable Integer maxInputTokens,
    @Nullable Integer maxOutputTokens,
    @Nullable Lifecycle lifecycle,
    @Nullable SupportedValues<ThinkingType> thinkingTypes,
    @Nullable SupportedValues<Effort> efforts,
    @Nullable Boolean readsImages,
    @Nullable Boolean readsFiles) {

  /** Returns a copy that says nothing of thinking, for a model whose settings do. */
  public ReportedModel withoutThinking() {
    return new ReportedModel(
        maxInputTokens, maxOutputTokens, lifecycle, null, null, readsImages, readsFiles);
  }

  /** Returns these capabilities with everything replaced that the provider says. */
  public ModelCapabilities applyTo(ModelCapabilities assumed) {
    Input input = assumed.input();
    return new ModelCapabilities(
        thinking(assumed.thinking()),
        assumed.tools(),
        assumed.hasSampling(),
        new Input(
            readsImages == null ? input.hasImages() : readsImages,
            readsFiles == null ? input.hasFiles() : readsFiles,
            maxInputTokens == null ? input.maxTokens() : maxInputTokens),
        maxOutputTokens == null ? assumed.maxOutputTokens() : maxOutputTokens,
        assumed.cache(),
        assumed.thoughts(),
        lifecycle == null ? assumed.lifecycle() : lifecycle);
  }

  /** Defaults and displays are in no models endpoint, so those that are assumed remain. */
  private Thinking thinking(Thinking assumed) {
    if (thinkingTypes == null && efforts == null) {
      return assumed;
    }
    Set<ThinkingType> types =
        thinkingTypes == null ? assumed.types() : thinkingTypes.applyTo(assumed.types());
    if (types.isEmpty()) {
      return Thinking.NONE;
    }
    Set<Effort> taken = efforts == null ? assumed.efforts() : efforts.applyTo(assumed.efforts());
    Effort usual = assumed.defaultEffort();
    return new Thinking(
        types,
        assumed.isDefault() || isAlways(types),
        taken,
        usual != null && taken.contains(usual) ? usual : null,
        assumed.displays(),
        assumed.defaultDisplay());
  }

  /** A model whose thinking cannot be switched off thinks by default. */
  private static boolean isAlways(Set<ThinkingType> types) {
    return types.contains(ThinkingType.ADAPTIVE) && !types.contains(ThinkingType.DISABLED);
  }
}
