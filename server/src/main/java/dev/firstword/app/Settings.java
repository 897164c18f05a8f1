package dev.firstword.app;

import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.provider.ProviderEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything that can be configured, with its defaults. The configuration file may say any part of
 * it; {@link SettingsReader} reads it.
 *
 * @param data the folder of the database
 * @param page the folder of the console's files
 * @param longestBody of a chat request, in bytes
 * @param drain how long running turns may go on after the order to stop
 * @param providers where models are; empty: the simulator beside the server
 */
public record Settings(
    String host,
    int port,
    Path data,
    Path page,
    int longestBody,
    Duration drain,
    List<ProviderEndpoint> providers,
    List<ModelSettings> models,
    List<Profile> profiles) {

  public static final Settings DEFAULTS =
      new Settings(
          "127.0.0.1",
          8080,
          Path.of("data"),
          Path.of("web/apps/console/dist"),
          1024 * 1024,
          Duration.ofSeconds(10),
          List.of(),
          List.of(
              new ModelSettings(
                  "claude-haiku-4-5-20251001",
                  "",
                  1,
                  Duration.ofMillis(300),
                  Duration.ofMillis(800)),
              new ModelSettings(
                  "claude-sonnet-4-6", "", 5, Duration.ofMillis(700), Duration.ofMillis(2000)),
              new ModelSettings(
                  "claude-opus-4-6", "", 15, Duration.ofMillis(1500), Duration.ofMillis(4000))),
          List.of(Profiles.standardChat()));

  public Settings {
    providers = List.copyOf(providers);
    models = List.copyOf(models);
    profiles = List.copyOf(profiles);
  }

  /**
   * A model of the catalogue.
   *
   * @param provider the name of the provider that has it; empty: the first one
   * @param relativeCost price against the cheapest one
   * @param ttftP50 median time to first token to start from
   * @param ttftP99 the same at the 99th percentile
   */
  public record ModelSettings(
      String name, String provider, double relativeCost, Duration ttftP50, Duration ttftP99) {}

  Settings withAddress(String newHost, int newPort) {
    return new Settings(
        newHost, newPort, data, page, longestBody, drain, providers, models, profiles);
  }

  Settings withData(Path folder) {
    return new Settings(host, port, folder, page, longestBody, drain, providers, models, profiles);
  }

  Settings withProviders(List<ProviderEndpoint> endpoints) {
    return new Settings(host, port, data, page, longestBody, drain, endpoints, models, profiles);
  }
}
