package dev.firstword.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token for a page may do.
 *
 * @param user 1 to 255 visible ASCII characters
 * @param lifetime from 1 to 15 minutes, in whole seconds
 * @param profiles the only profiles that its turns may have; empty for all of them
 * @param turnsPerMinute how many turns the user may start with tokens of this limit; null for as
 *     many as the server's own limits allow
 */
public record UserTokenRequest(
    String user, Duration lifetime, List<String> profiles, @Nullable Integer turnsPerMinute) {

  private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);

  public UserTokenRequest {
    profiles = List.copyOf(profiles);
  }

  /** All that the user may do, for five minutes. */
  public static UserTokenRequest of(String user) {
    return new UserTokenRequest(user, DEFAULT_LIFETIME, List.of(), null);
  }

  public UserTokenRequest withLifetime(Duration value) {
    return new UserTokenRequest(user, value, profiles, turnsPerMinute);
  }

  public UserTokenRequest withProfiles(List<String> names) {
    return new UserTokenRequest(user, lifetime, names, turnsPerMinute);
  }

  public UserTokenRequest withTurnsPerMinute(int count) {
    return new UserTokenRequest(user, lifetime, profiles, count);
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("user", user);
    fields.put("expires_in", lifetime.toSeconds());
    if (!profiles.isEmpty()) {
      fields.put("profiles", profiles);
    }
    if (turnsPerMinute != null) {
      fields.put("turns_per_minute", turnsPerMinute);
    }
    return fields;
  }
}
