package dev.firstword.architecture.planted.upper.right;

import dev.firstword.architecture.planted.upper.left.Left;
import org.jspecify.annotations.Nullable;

/** The other half of a cycle of packages. */
public final class Right {
  @Nullable Left left;
}
