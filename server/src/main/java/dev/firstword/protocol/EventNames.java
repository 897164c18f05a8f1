package dev.firstword.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Turns an event's name from bytes into a string, remembering the few that a stream repeats, so
 * that a repeated name allocates nothing.
 */
final class EventNames {

  /** A power of two, about twice the number of names that a provider's stream has. */
  private static final int SLOTS = 16;

  private final @Nullable String[] remembered = new @Nullable String[SLOTS];

  String nameOf(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 4 ^ hash >>> 8) & (SLOTS - 1);
    String candidate = remembered[slot];
    if (candidate != null && isSame(candidate, bytes, from, to)) {
      return candidate;
    }
    String name = new String(bytes, from, to - from, UTF_8);
    if (name.length() <= 64) {
      remembered[slot] = name;
    }
    return name;
  }

  private static boolean isSame(String name, byte[] bytes, int from, int to) {
    if (name.length() != to - from) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      // A byte beyond ASCII is negative and equals no character, so such a name is read anew.
      if (name.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }
}
