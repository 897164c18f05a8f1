package dev.firstword.relay.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Decodes event names, caching the few that a stream repeats, so that a repeated name allocates
 * nothing.
 */
public final class EventNameCache {

  /** A power of two, about twice the number of event names in a provider's stream. */
  private static final int SLOTS = 16;

  private final @Nullable String[] names = new @Nullable String[SLOTS];

  public String get(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 4 ^ hash >>> 8) & (SLOTS - 1);
    String candidate = names[slot];
    if (candidate != null && matches(candidate, bytes, from, to)) {
      return candidate;
    }
    String name = new String(bytes, from, to - from, UTF_8);
    if (name.length() <= 64) {
      names[slot] = name;
    }
    return name;
  }

  private static boolean matches(String name, byte[] bytes, int from, int to) {
    if (name.length() != to - from) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      // A non-ASCII byte is negative and equals no char, so such a name is decoded every time.
      if (name.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }
}
