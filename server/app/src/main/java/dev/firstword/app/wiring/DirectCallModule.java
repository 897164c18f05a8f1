package dev.firstword.app.wiring;

import dev.firstword.app.config.Settings;
import dev.firstword.core.direct.DirectCalls;
import dev.firstword.core.direct.ModelNames;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.routing.Router;
import java.util.Map;

/** Builds what serves the clients of provider-compatible APIs. */
final class DirectCallModule {

  /** Long enough for what these clients ask for, and within the limits of common models. */
  private static final int MAX_TOKENS = 8_192;

  private static final int MAX_TOKENS_LIMIT = 64_000;

  private DirectCallModule() {}

  static DirectCalls create(ServerRuntime runtime, Router router, RateLimiter limits) {
    DirectCalls calls =
        new DirectCalls(
            router,
            Profiles.directCalls(MAX_TOKENS, MAX_TOKENS_LIMIT),
            new ModelNames(
                runtime.settings().models().stream().map(Settings.ModelSettings::name).toList(),
                Map.of()),
            limits,
            TurnModule.maxActiveTurns(runtime),
            runtime.virtualThreads());
    runtime
        .lifecycle()
        .onStop("direct calls", () -> calls.shutDown(runtime.settings().shutdownTimeout()));
    return calls;
  }
}
