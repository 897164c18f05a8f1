package dev.firstword.bench.models;

import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Runs turns on a real server with simulated models. */
final class HttpWorkload {

  static final String FAST = "claude-haiku-4-5-20251001";
  static final String MIDDLE = "claude-sonnet-4-6";
  static final String BEST = "claude-opus-4-6";

  private static final long TIMEOUT_SECONDS = 120;

  private HttpWorkload() {}

  /**
   * Configures the models with the paces that the default catalogue assumes, and with short
   * answers.
   */
  static void applyDefaultPace(SimulatorClient simulator, int outputTokens)
      throws IOException, InterruptedException {
    simulator.setPace(FAST, new Pace(300, 800, 150, outputTokens));
    simulator.setPace(MIDDLE, new Pace(700, 2000, 80, outputTokens));
    simulator.setPace(BEST, new Pace(1500, 4000, 50, outputTokens));
  }

  /**
   * Starts one task per interval, regardless of earlier results, and waits for all of them. Blocks.
   */
  static <T> List<T> runAll(int count, int intervalMs, IntFunction<Callable<T>> task)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> pending = new ArrayList<>();
      long first = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = first + TimeUnit.MILLISECONDS.toNanos((long) i * intervalMs);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        pending.add(threads.submit(task.apply(i)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : pending) {
        results.add(one.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    }
  }

  /** Returns a quantile of the values. */
  static double quantile(double[] values, double quantile) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
  }
}
