package dev.firstword.identity;

import java.util.Locale;
import java.util.Optional;

/** What somebody who is known may do. */
public enum Role {
  /** A person: their own turns and conversations. */
  USER,
  /** A product's own server: as a user, and for any user of its tenant. */
  SERVICE,
  /** Whoever runs the server: figures, and nothing that people wrote. */
  OPERATOR;

  /** The name in keys, tokens and commands. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that name; empty for a name that is none. */
  public static Optional<Role> ofWireName(String name) {
    for (Role role : values()) {
      if (role.wireName().equals(name)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
