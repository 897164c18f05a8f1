package dev.firstword.app.wiring;

import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.CompatibleApiSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.core.direct.DirectCalls;
import dev.firstword.core.direct.ModelNames;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.routing.Router;
import java.util.List;

/** Builds what serves the clients of provider-compatible APIs. */
final class DirectCallModule {

  private DirectCallModule() {}

  /** Returns the profile of the calls that their clients have stored. */
  static Profile storedCalls(Settings settings) {
    CompatibleApiSettings apis = settings.compatibleApis();
    return Profiles.storedCalls(apis.maxTokens(), apis.maxTokensLimit());
  }

  /**
   * Builds the calls, and ends them at shutdown.
   *
   * @throws SettingsException if an alias names no model
   */
  static DirectCalls create(ServerRuntime runtime, Router router, RateLimiter limits) {
    CompatibleApiSettings settings = runtime.settings().compatibleApis();
    List<String> models =
        runtime.settings().models().stream().map(CatalogueModelSettings::name).toList();
    settings
        .aliases()
        .forEach((alias, model) -> {
          if (!model.equals(ModelNames.AUTO) && !models.contains(model)) {
            throw new SettingsException(
                "compatible_apis.aliases." + alias + " " + model + " is not in the models");
          }
        });
    DirectCalls calls =
        new DirectCalls(
            router,
            Profiles.directCalls(settings.maxTokens(), settings.maxTokensLimit()),
            new ModelNames(models, settings.aliases()),
            limits,
            TurnModule.maxActiveTurns(runtime),
            settings.features(),
            runtime.virtualThreads());
    runtime
        .metrics()
        .registerCounters(
            "firstword.api.calls",
            "Calls through the provider-compatible APIs, by API and outcome.",
            List.of("api", "outcome"),
            calls.counters()::current);
    runtime
        .lifecycle()
        .onStop("direct calls", () -> calls.shutDown(runtime.settings().shutdownTimeout()));
    return calls;
  }
}
