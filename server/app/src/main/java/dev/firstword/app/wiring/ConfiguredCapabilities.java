package dev.firstword.app.wiring;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.Settings.ModelSettings;
import dev.firstword.core.model.KnownModel;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.provider.ThinkingControl;

/** What a configured model can do: what is known of it, corrected by its settings. */
final class ConfiguredCapabilities {

  private ConfiguredCapabilities() {}

  /**
   * Returns the capabilities of a model behind this protocol. How a known model is told to think is
   * only known for the protocol of its own provider.
   */
  static ModelCapabilities of(ModelSettings model, Dialect dialect) {
    ModelCapabilities known =
        KnownModels.find(model.lookupName()).map(KnownModel::capabilities).orElse(null);
    ThinkingControl configured = model.thinkingControl();
    if (known == null) {
      return (configured == null ? ThinkingControl.NONE : configured).assumptions();
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
