package dev.firstword.architecture.planted.upper;

import io.netty.util.internal.AppendableCharSequence;
import org.jspecify.annotations.Nullable;

/** Uses a class that its library keeps to itself. */
public final class UsesInternals {
  @Nullable AppendableCharSequence text;
}
