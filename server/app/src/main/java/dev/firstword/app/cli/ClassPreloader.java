package dev.firstword.app.cli;

import dev.firstword.adapters.sql.SqliteStorage;

/**
 * Loads classes that every server needs while its settings are being read. This only shortens the
 * start: whatever is not loaded by then is loaded on first use.
 */
final class ClassPreloader {

  private ClassPreloader() {}

  /** Starts loading on background threads. */
  static void start() {
    // Saves these libraries a search through every jar.
    System.getProperties()
        .putIfAbsent("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    // Events logged while logging is set up are buffered and replayed: no warning is needed.
    System.getProperties().putIfAbsent("slf4j.internal.verbosity", "ERROR");
    System.getProperties().putIfAbsent("io.netty.jfr.enabled", "false");
    Thread.ofPlatform().daemon().name("early-storage").start(SqliteStorage::preload);
    Thread.ofPlatform().daemon().name("early-network").start(ClassPreloader::loadNetwork);
  }

  private static void loadNetwork() {
    try {
      Class.forName("io.netty.channel.epoll.Epoll");
    } catch (ClassNotFoundException _) {
      // Not available on this system: the JVM's own sockets are used.
    }
  }
}
