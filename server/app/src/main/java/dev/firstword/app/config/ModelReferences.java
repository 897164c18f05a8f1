package dev.firstword.app.config;

import dev.firstword.core.profile.Profile;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
            .map(CatalogueModelSettings::name)
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

  /**
   * Checks that each required region has a model.
   *
   * @throws SettingsException naming the first one that has none
   */
  public static void requireServed(Settings settings) {
    Map<String, String> required = new TreeMap<>();
    settings
        .regions()
        .tenants()
        .forEach((name, region) -> required.put("tenants." + name + ".region", region));
    settings
        .regions()
        .profiles()
        .forEach((name, region) -> required.put("profiles." + name + ".region", region));
    required.forEach((path, region) -> {
      if (settings.models().stream().noneMatch(model -> region.equals(model.region()))) {
        throw new SettingsException(
            path + " " + region + " is the region of no model; set it for a provider or a model");
      }
    });
  }

  private static void requireKnown(String path, String model, Set<String> models) {
    if (!models.contains(model)) {
      throw new SettingsException(path + " " + model + " is not in the models");
    }
  }
}
