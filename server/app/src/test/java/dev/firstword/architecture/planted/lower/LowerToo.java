package dev.firstword.architecture.planted.lower;

import org.jspecify.annotations.Nullable;

/** The other half of a cycle of classes. */
final class LowerToo {
  @Nullable Lower peer;
}
