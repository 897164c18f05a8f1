package dev.firstword.core.model;

import java.util.HashSet;
import java.util.Set;

/**
 * Which values of an option a provider says that a model takes or refuses. It may say nothing of
 * others.
 */
public record SupportedValues<E extends Enum<E>>(Set<E> supported, Set<E> unsupported) {

  public SupportedValues {
    supported = Set.copyOf(supported);
    unsupported = Set.copyOf(unsupported);
  }

  /** Returns these values corrected. */
  Set<E> applyTo(Set<E> assumed) {
    Set<E> values = new HashSet<>(assumed);
    values.addAll(supported);
    values.removeAll(unsupported);
    return values;
  }
}
