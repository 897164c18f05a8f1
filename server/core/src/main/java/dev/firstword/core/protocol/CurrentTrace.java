package dev.firstword.core.protocol;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The span that the current thread works for. Store clients use it because their callers do not
 * pass a trace.
 */
public final class CurrentTrace {

  private static final ScopedValue<String> TRACEPARENT = ScopedValue.newInstance();

  private CurrentTrace() {}

  /** Calls {@code work} within a span; without one if {@code traceparent} is null. */
  public static <T extends @Nullable Object> T callWithin(
      @Nullable String traceparent, Supplier<T> work) {
    return traceparent == null
        ? work.get()
        : ScopedValue.where(TRACEPARENT, traceparent).call(work::get);
  }

  /** Returns a new child span for a call made by this thread; empty if it works for no span. */
  public static Optional<TraceContext> childSpan() {
    return TRACEPARENT.isBound() ? TraceContext.childOf(TRACEPARENT.get()) : Optional.empty();
  }
}
