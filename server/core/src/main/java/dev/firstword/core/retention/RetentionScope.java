package dev.firstword.core.retention;

import java.util.Set;

/** The data that a retention time applies to. */
public sealed interface RetentionScope {

  /** Data of a tenant. */
  record OfTenant(String tenant) implements RetentionScope {}

  /** Turns of a profile, and conversations that have one. */
  record OfProfile(String profile) implements RetentionScope {}

  /** Data of tenants and profiles that have no time of their own. */
  record Others(Set<String> tenants, Set<String> profiles) implements RetentionScope {

    public Others {
      tenants = Set.copyOf(tenants);
      profiles = Set.copyOf(profiles);
    }
  }
}
