package dev.firstword.relay.client;

import java.util.concurrent.atomic.LongAdder;

/** Counts the connections of a transport on all event loops. Can be read from any thread. */
public final class ConnectionCounters {

  private final LongAdder open = new LongAdder();
  private final LongAdder activeCalls = new LongAdder();
  private final LongAdder waitingCalls = new LongAdder();

  void onOpened() {
    open.increment();
  }

  void onClosed() {
    open.decrement();
  }

  void onCallStarted() {
    activeCalls.increment();
  }

  void onCallEnded() {
    activeCalls.decrement();
  }

  void onWaiting() {
    waitingCalls.increment();
  }

  void onServed() {
    waitingCalls.decrement();
  }

  /** Returns the number of open connections. */
  public long open() {
    return open.sum();
  }

  /** Returns the number of calls that use a connection; several may share one. */
  public long activeCalls() {
    return activeCalls.sum();
  }

  /** Returns the number of calls that wait for a connection. */
  public long waitingCalls() {
    return waitingCalls.sum();
  }
}
