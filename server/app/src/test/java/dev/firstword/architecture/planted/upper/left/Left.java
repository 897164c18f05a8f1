package dev.firstword.architecture.planted.upper.left;

import dev.firstword.architecture.planted.upper.right.Right;
import org.jspecify.annotations.Nullable;

/** One half of a cycle of packages. */
public final class Left {
  @Nullable Right right;
}
