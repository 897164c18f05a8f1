package dev.firstword.architecture.planted.upper;

import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/** Uses an internal class of a library. */
public final class UsesInternals {
  @Nullable ContextInternal context;
}
