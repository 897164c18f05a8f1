package dev.firstword.core.turn.admission;

import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.core.region.RequiredRegion;
import dev.firstword.core.routing.Router;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the models of this server can be asked for. */
interface ModelSupport {

  /** Returns whether there is a model of this name. */
  boolean hasModel(String name);

  /** Returns where requests of a tenant and a profile must be answered. */
  RequiredRegion requiredRegion(String tenant, String profile);

  /**
   * Returns why this model, or every model if it is null, cannot do what a request asks; empty if
   * one can. The reason is a sentence for the caller.
   */
  Optional<String> refusal(
      RequiredRegion required,
      @Nullable String model,
      ThinkingOption thinking,
      GenerationOptions options,
      UnsupportedOptions policy);

  static ModelSupport of(Router router) {
    return new ModelSupport() {
      @Override
      public boolean hasModel(String name) {
        return router.hasModel(name);
      }

      @Override
      public RequiredRegion requiredRegion(String tenant, String profile) {
        return router.requiredRegion(tenant, profile);
      }

      @Override
      public Optional<String> refusal(
          RequiredRegion required,
          @Nullable String model,
          ThinkingOption thinking,
          GenerationOptions options,
          UnsupportedOptions policy) {
        return router.refusal(required, model, thinking, options, policy);
      }
    };
  }
}
