package dev.firstword.architecture.planted.upper;

import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/** Uses a class that its library keeps to itself. */
public final class UsesInternals {
  @Nullable ContextInternal context;
}
