package dev.firstword.operations.trace;

/** Is notified of calls that have ended. Must not block. */
public interface CallListener {

  /** Ignores all calls. */
  CallListener NONE = _ -> {};

  void onCallEnded(CallSpan call);
}
