package dev.firstword.monitor.trace;

/** Hears of calls that have ended. Must not block. */
public interface Calls {

  /** Nobody hears of them. */
  Calls NONE = _ -> {};

  void ended(Call call);
}
