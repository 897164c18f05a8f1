package dev.firstword.app.config;

import java.time.Duration;
import java.util.Set;

/**
 * Which pages of other origins may use the API from a browser.
 *
 * @param allowedOrigins exact origins in lower case, or {@code *} alone; empty for none
 * @param allowsCredentials whether these pages may send cookies and certificates
 * @param maxAge how long browsers may remember what they were allowed
 */
public record CorsSettings(Set<String> allowedOrigins, boolean allowsCredentials, Duration maxAge) {

  static final String ANY = "*";

  /** No page of another origin. */
  public static final CorsSettings NONE = new CorsSettings(Set.of(), false, Duration.ofMinutes(10));

  public CorsSettings {
    allowedOrigins = Set.copyOf(allowedOrigins);
  }

  /** Returns whether every page may use the API. */
  public boolean allowsAnyOrigin() {
    return allowedOrigins.contains(ANY);
  }
}
