package dev.firstword.app.wiring;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.core.model.KnownModel;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.model.SupportedValues;
import dev.firstword.core.provider.ThinkingControl;
import org.jspecify.annotations.Nullable;

/**
 * What a configured model can do: what is known of it, corrected by what its provider says and by
 * its settings.
 */
final class ConfiguredCapabilities {

  private ConfiguredCapabilities() {}

  /**
   * Returns the capabilities of a model behind this protocol. How a known model is asked to think
   * is only known for the protocol of its own provider.
   *
   * @param reported what its provider says; null if nothing
   */
  static ModelCapabilities of(
      CatalogueModelSettings model, Dialect dialect, @Nullable ReportedModel reported) {
    if (reported == null) {
      return of(model, dialect, ThinkingControl.NONE);
    }
    ModelCapabilities assumed = of(model, dialect, control(reported.thinkingTypes()));
    return (model.thinkingControl() == null ? reported : reported.withoutThinking())
        .applyTo(assumed);
  }

  /** How thinking is requested from a model that takes these ways of thinking. */
  private static ThinkingControl control(@Nullable SupportedValues<ThinkingType> types) {
    if (types == null) {
      return ThinkingControl.NONE;
    }
    if (types.supported().contains(ThinkingType.ADAPTIVE)) {
      return ThinkingControl.ADAPTIVE;
    }
    return types.supported().contains(ThinkingType.ENABLED)
        ? ThinkingControl.BUDGET
        : ThinkingControl.NONE;
  }

  private static ModelCapabilities of(
      CatalogueModelSettings model, Dialect dialect, ThinkingControl ofUnknown) {
    ModelCapabilities known =
        KnownModels.find(model.lookupName()).map(KnownModel::capabilities).orElse(null);
    ThinkingControl configured = model.thinkingControl();
    if (known == null) {
      return (configured == null ? ofUnknown : configured).assumptions();
    }
    ThinkingControl natural = ThinkingControl.of(known);
    boolean isSpoken = isSpokenBy(natural, dialect);
    if (configured == null) {
      return isSpoken ? known : known.withThinking(ThinkingControl.NONE.assumptions().thinking());
    }
    return configured == natural && isSpoken
        ? known
        : known.withThinking(configured.assumptions().thinking());
  }

  private static boolean isSpokenBy(ThinkingControl control, Dialect dialect) {
    return switch (control) {
      case NONE -> true;
      case ADAPTIVE, BUDGET -> dialect == Dialect.ANTHROPIC;
      case EFFORT -> dialect != Dialect.ANTHROPIC;
    };
  }
}
