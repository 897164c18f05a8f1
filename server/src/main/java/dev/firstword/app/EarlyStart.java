package dev.firstword.app;

import dev.firstword.storage.SqliteStorage;

/**
 * Loads what a server needs whatever its settings say, beside the reading of them. It only makes
 * the start shorter: what is not loaded by then is loaded where it is used.
 */
final class EarlyStart {

  private EarlyStart() {}

  /** Begins to load, on threads of its own. */
  static void begin() {
    // Each library would look through every jar for what is known here.
    System.getProperties()
        .putIfAbsent("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    // What is logged while logging itself is set up is kept and written then: nobody has to be
    // warned.
    System.getProperties().putIfAbsent("slf4j.internal.verbosity", "ERROR");
    System.getProperties().putIfAbsent("io.netty.jfr.enabled", "false");
    Thread.ofPlatform().daemon().name("early-storage").start(SqliteStorage::load);
    Thread.ofPlatform().daemon().name("early-network").start(EarlyStart::loadNetwork);
  }

  private static void loadNetwork() {
    try {
      Class.forName("io.netty.channel.epoll.Epoll");
    } catch (ClassNotFoundException _) {
      // Not on this system: the JVM's own sockets are used.
    }
  }
}
