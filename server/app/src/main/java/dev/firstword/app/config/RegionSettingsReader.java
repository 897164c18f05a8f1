package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.none;

import dev.firstword.core.region.RegionPolicy;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads where requests of profiles and tenants must be answered. */
final class RegionSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Regions", "");

  private static final Setting<String> PROFILE_REGION =
      SECTION.declare(
          "profiles.NAME.region",
          SettingType.NAME,
          none(),
          "Region that turns of the profile require; no model elsewhere is sent anything of them.");
  private static final Setting<String> TENANT_REGION =
      SECTION.declare(
          "tenants.NAME.region",
          SettingType.NAME,
          none(),
          "The same for all requests of a tenant, and its documents.");

  private RegionSettingsReader() {}

  static RegionPolicy read(SettingsNode root) {
    return new RegionPolicy(
        regions(root.at("tenants"), TENANT_REGION), regions(root.at("profiles"), PROFILE_REGION));
  }

  private static Map<String, String> regions(SettingsNode scopes, Setting<String> setting) {
    Map<String, String> regions = new LinkedHashMap<>();
    scopes
        .children()
        .forEach((name, scope) -> {
          String region = setting.readOrNull(scope);
          if (region != null) {
            regions.put(name, region);
          }
        });
    return regions;
  }
}
