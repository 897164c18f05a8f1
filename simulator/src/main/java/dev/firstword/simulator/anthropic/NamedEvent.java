package dev.firstword.simulator.anthropic;

/** An event with a name, without which the official clients ignore it. */
final class NamedEvent {
  private NamedEvent() {}

  static String of(String name, String data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }
}
