package dev.firstword.bench.stage;

import java.io.IOException;
import redis.embedded.RedisServer;

/** A Redis that is really stopped, and comes back empty at the same port. */
public final class Redis implements AutoCloseable {

  private final int port;
  private RedisServer running;

  private Redis(int port) throws IOException {
    this.port = port;
    this.running = server(port);
  }

  /** Starts one that keeps nothing. */
  public static Redis open() throws IOException {
    Redis redis = new Redis(Port.free());
    redis.running.start();
    return redis;
  }

  private static RedisServer server(int port) throws IOException {
    return RedisServer.newRedisServer()
        .port(port)
        .bind("127.0.0.1")
        .setting("save \"\"")
        .setting("appendonly no")
        .onShutdownForceStop(true)
        .build();
  }

  /** Starts it again, and returns when it answers. */
  public void start() throws IOException {
    running = server(port);
    running.start();
  }

  /** Stops it; all it held is gone. */
  public void stop() throws IOException {
    running.stop();
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException {
    if (running.isActive()) {
      running.stop();
    }
  }
}
