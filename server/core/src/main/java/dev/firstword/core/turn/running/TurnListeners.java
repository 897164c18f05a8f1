package dev.firstword.core.turn.running;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The listeners for the ends of turns. */
public final class TurnListeners {

  private final List<TurnListener> listeners = new CopyOnWriteArrayList<>();

  /** Adds a listener. Must be called before the turn service is opened. */
  public void add(TurnListener listener) {
    listeners.add(listener);
  }

  public void forEach(Consumer<TurnListener> notification) {
    listeners.forEach(notification);
  }
}
