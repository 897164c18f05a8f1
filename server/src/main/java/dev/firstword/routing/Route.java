package dev.firstword.routing;

/** An answer under way. */
public interface Route {

  /**
   * Closes every upstream call at once. The listener hears nothing more. Called on the loop; does
   * nothing once the route has ended.
   */
  void cancel();
}
