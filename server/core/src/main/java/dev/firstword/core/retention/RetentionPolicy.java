package dev.firstword.core.retention;

import dev.firstword.core.retention.RetentionScope.OfProfile;
import dev.firstword.core.retention.RetentionScope.OfTenant;
import dev.firstword.core.retention.RetentionScope.Others;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How long data is kept. A time of a tenant or a profile replaces the general one; where both have
 * one, the shorter applies.
 *
 * @param general applies where nothing else does
 * @param profiles by the name of the profile
 * @param tenants by the name of the tenant
 */
public record RetentionPolicy(
    Times general, Map<String, Times> profiles, Map<String, Times> tenants) {

  public RetentionPolicy {
    profiles = Map.copyOf(profiles);
    tenants = Map.copyOf(tenants);
  }

  /**
   * How long each kind of data is kept; null for the general time, or for ever.
   *
   * @param turnLogs logs of turns, since their end
   * @param conversations conversations, since their last message
   * @param documents documents, since they were first uploaded
   */
  public record Times(
      @Nullable Duration turnLogs, @Nullable Duration conversations, @Nullable Duration documents) {

    public static final Times NONE = new Times(null, null, null);

    @Nullable Duration of(Data data) {
      return switch (data) {
        case TURN_LOGS -> turnLogs;
        case CONVERSATIONS -> conversations;
        case DOCUMENTS -> documents;
      };
    }
  }

  /** Data that expires. */
  public enum Data {
    TURN_LOGS,
    CONVERSATIONS,
    DOCUMENTS
  }

  /** When the data of a scope expires. */
  public record Expiry(Data data, RetentionScope scope, Duration time) {}

  /** Returns when data expires. Data that several of them cover expires at the earliest. */
  public List<Expiry> expiries() {
    List<Expiry> expiries = new ArrayList<>();
    for (Data data : Data.values()) {
      tenants.forEach((tenant, times) -> add(expiries, data, new OfTenant(tenant), times));
      profiles.forEach((profile, times) -> add(expiries, data, new OfProfile(profile), times));
      add(
          expiries,
          data,
          new Others(withOwnTime(tenants, data), withOwnTime(profiles, data)),
          general);
    }
    return expiries;
  }

  private static void add(List<Expiry> expiries, Data data, RetentionScope scope, Times times) {
    Duration time = times.of(data);
    if (time != null) {
      expiries.add(new Expiry(data, scope, time));
    }
  }

  private static Set<String> withOwnTime(Map<String, Times> times, Data data) {
    return times.entrySet().stream()
        .filter(entry -> entry.getValue().of(data) != null)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }
}
