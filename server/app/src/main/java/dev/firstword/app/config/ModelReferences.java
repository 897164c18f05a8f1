package dev.firstword.app.config;

import dev.firstword.core.profile.Profile;
import java.util.Set;
import java.util.stream.Collectors;

/** The names by which settings refer to models. */
public final class ModelReferences {

  private ModelReferences() {}

  /**
   * Checks that every model that a setting names is configured.
   *
   * @throws SettingsException naming the first one that is not
   */
  public static void requireKnown(Settings settings) {
    Set<String> models =
        settings.models().stream()
            .map(Settings.ModelSettings::name)
            .collect(Collectors.toUnmodifiableSet());
    for (Profile profile : settings.profiles()) {
      String path = "profiles." + profile.name();
      if (profile.model() != null) {
        requireKnown(path + ".model", profile.model(), models);
      }
      if (profile.modelPolicy().fallbacks() != null) {
        for (String model : profile.modelPolicy().fallbacks()) {
          requireKnown(path + ".fallbacks", model, models);
        }
      }
    }
    if (settings.routing().classifier() != null) {
      requireKnown("routing.classifier.model", settings.routing().classifier().model(), models);
    }
  }

  private static void requireKnown(String path, String model, Set<String> models) {
    if (!models.contains(model)) {
      throw new SettingsException(path + " " + model + " is not in the models");
    }
  }
}
