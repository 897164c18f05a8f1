package dev.firstword.architecture.planted.lower;

import dev.firstword.architecture.planted.upper.left.Left;
import org.jspecify.annotations.Nullable;

/** Depends on the module above it, and on a class that depends on it. */
public final class Lower {
  @Nullable Left upper;
  @Nullable LowerToo peer;
}
