package dev.firstword.app.check;

import dev.firstword.adapters.redis.RedisProbe;
import dev.firstword.app.config.Settings;
import dev.firstword.relay.time.Clock;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes, reads and deletes a key of Redis. */
final class RedisCheck {

  private static final String SUBJECT = "Redis";
  private static final int[] OLDEST_VERSION = {6, 2};

  private final @Nullable String address;
  private final Clock clock;
  private final ClockSamples clocks;

  RedisCheck(Settings settings, Clock clock, ClockSamples clocks) {
    address = settings.storage().redis();
    this.clock = clock;
    this.clocks = clocks;
  }

  List<Finding> run() {
    if (address == null) {
      return List.of();
    }
    try {
      Instant before = clock.instant();
      RedisProbe probe = RedisProbe.of(address);
      clocks.add(SUBJECT, probe.time(), before, clock.instant());
      return List.of(
          isOld(probe.version())
              ? Finding.fails(
                  SUBJECT, "Version " + probe.version() + " is too old.", "Use Redis 6.2 or later.")
              : Finding.ok(SUBJECT, "Version " + probe.version() + " can be read and written."));
    } catch (IOException e) {
      return List.of(
          Finding.fails(
              SUBJECT,
              "Can't be used: " + e.getMessage() + ".",
              "Check redis.url, its user and password, and the firewall."));
    }
  }

  private static boolean isOld(String version) {
    String[] parts = version.split("\\.", -1);
    try {
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return major < OLDEST_VERSION[0] || (major == OLDEST_VERSION[0] && minor < OLDEST_VERSION[1]);
    } catch (NumberFormatException _) {
      return false; // Compatible servers have numbers of their own.
    }
  }
}
