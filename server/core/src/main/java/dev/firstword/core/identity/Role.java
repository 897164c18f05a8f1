package dev.firstword.core.identity;

import java.util.Locale;
import java.util.Optional;

/** What an authenticated caller may do. */
public enum Role {
  /** An end user: their own turns and conversations. */
  USER,
  /** A product's backend: like a user, and for any user of its tenant. */
  SERVICE,
  /** An operator of the server: metrics, but no user content. */
  OPERATOR;

  /** Returns the name used in keys, tokens and commands. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the role with a name; empty if there is none. */
  public static Optional<Role> ofWireName(String name) {
    for (Role role : values()) {
      if (role.wireName().equals(name)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
