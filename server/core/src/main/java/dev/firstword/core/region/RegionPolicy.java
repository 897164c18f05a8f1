package dev.firstword.core.region;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The regions that tenants and profiles require.
 *
 * @param tenants the region by the name of the tenant
 * @param profiles the region by the name of the profile
 */
public record RegionPolicy(Map<String, String> tenants, Map<String, String> profiles) {

  /** Requests may be answered anywhere. */
  public static final RegionPolicy NONE = new RegionPolicy(Map.of(), Map.of());

  public RegionPolicy {
    tenants = Map.copyOf(tenants);
    profiles = Map.copyOf(profiles);
  }

  /**
   * Returns what a request of a tenant requires.
   *
   * @param profile null for a request without a profile
   */
  public RequiredRegion of(String tenant, @Nullable String profile) {
    if (tenants.isEmpty() && profiles.isEmpty()) {
      return RequiredRegion.ANY;
    }
    return new RequiredRegion(
        Stream.of(tenants.get(tenant), profile == null ? null : profiles.get(profile))
            .filter(region -> region != null)
            .collect(Collectors.toUnmodifiableSet()));
  }
}
