package dev.firstword.core.routing;

import dev.firstword.relay.event.SilenceKind;

/** An answer in progress. */
public interface RoutedCall {

  /**
   * Closes every upstream call immediately. The listener is not called again. Must be called on the
   * event loop; does nothing once the call has ended.
   */
  void cancel();

  /**
   * Classifies the silence that lasts at the moment. Must be called on the event loop, before the
   * call has ended.
   */
  default Silence silence() {
    return Silence.ordinary(SilenceKind.QUEUED, 0, null);
  }
}
