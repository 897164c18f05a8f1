package dev.firstword.adapters.provider;

import dev.firstword.core.provider.ModelOption;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options that a provider has refused, by model, until the server is restarted. The models are
 * those of the catalogue, so there are not many. Safe for use by several threads.
 */
final class RefusedOptions {

  private static final Logger log = LoggerFactory.getLogger(RefusedOptions.class);

  private final String provider;
  private final Map<String, Set<ModelOption>> byModel = new ConcurrentHashMap<>();

  RefusedOptions(String provider) {
    this.provider = provider;
  }

  /** Returns the options that this model does not take. */
  Set<ModelOption> of(String model) {
    return byModel.getOrDefault(model, Set.of());
  }

  void add(String model, ModelOption option) {
    if (of(model).contains(option)) {
      return;
    }
    Set<ModelOption> _ =
        byModel.merge(
            model,
            Set.of(option),
            (some, others) -> {
              Set<ModelOption> all = EnumSet.copyOf(some);
              all.addAll(others);
              return Set.copyOf(all);
            });
    log.warn(
        "The model {} of the provider {} refuses {}: {}. Correct \"models\" in the settings.",
        model,
        provider,
        option.phrase(),
        option.isStyle()
            ? "it is left out from now on"
            : "requests with it no longer go to this model");
  }
}
