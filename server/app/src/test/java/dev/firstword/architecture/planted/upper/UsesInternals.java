package dev.firstword.architecture.planted.upper;

import io.netty.util.internal.AppendableCharSequence;
import org.jspecify.annotations.Nullable;

/** Uses an internal class of a library. */
public final class UsesInternals {
  @Nullable AppendableCharSequence text;
}
