package dev.firstword.core.routing;

/** An answer in progress. */
public interface RoutedCall {

  /**
   * Closes every upstream call immediately. The listener is not called again. Must be called on the
   * event loop; does nothing once the call has ended.
   */
  void cancel();
}
