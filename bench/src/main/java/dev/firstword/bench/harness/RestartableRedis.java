package dev.firstword.bench.harness;

import java.io.IOException;
import redis.embedded.RedisServer;

/** A Redis process that can be stopped and restarted empty on the same port. */
public final class RestartableRedis implements AutoCloseable {

  private final int port;
  private RedisServer running;

  private RestartableRedis(int port) throws IOException {
    this.port = port;
    this.running = server(port);
  }

  /** Starts a Redis without persistence. */
  public static RestartableRedis open() throws IOException {
    RestartableRedis redis = new RestartableRedis(PortAllocator.allocate());
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

  /** Restarts it. Blocks until it responds. */
  public void start() throws IOException {
    running = server(port);
    running.start();
  }

  /** Stops it and discards its data. */
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
