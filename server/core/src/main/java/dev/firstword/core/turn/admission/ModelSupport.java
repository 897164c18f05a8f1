package dev.firstword.core.turn.admission;

import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.routing.Router;
import org.jspecify.annotations.Nullable;

/** What the models of this server can be asked for. */
interface ModelSupport {

  /** Returns whether there is a model of this name. */
  boolean hasModel(String name);

  /** Returns whether this model, or any if it is null, can think as asked. */
  boolean supports(@Nullable String model, ThinkingOption thinking);

  /** Returns whether this model, or any if it is null, can answer as asked. */
  boolean supports(@Nullable String model, GenerationOptions options);

  static ModelSupport of(Router router) {
    return new ModelSupport() {
      @Override
      public boolean hasModel(String name) {
        return router.hasModel(name);
      }

      @Override
      public boolean supports(@Nullable String model, ThinkingOption thinking) {
        return router.supports(model, thinking);
      }

      @Override
      public boolean supports(@Nullable String model, GenerationOptions options) {
        return true;
      }
    };
  }
}
