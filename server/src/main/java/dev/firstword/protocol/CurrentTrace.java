package dev.firstword.protocol;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The span for which a thread works at the moment: for clients of stores, which are asked by many
 * and told by nobody what for.
 */
public final class CurrentTrace {

  private static final ScopedValue<String> TRACEPARENT = ScopedValue.newInstance();

  private CurrentTrace() {}

  /** Does something for that span; for none where it is absent. */
  public static <T extends @Nullable Object> T within(
      @Nullable String traceparent, Supplier<T> work) {
    return traceparent == null
        ? work.get()
        : ScopedValue.where(TRACEPARENT, traceparent).call(work::get);
  }

  /** A span of its own for a call that this thread makes; absent where it works for none. */
  public static Optional<TraceContext> call() {
    return TRACEPARENT.isBound() ? TraceContext.in(TRACEPARENT.get()) : Optional.empty();
  }
}
