package dev.firstword.bench.models;

import dev.firstword.bench.stage.Simulator;
import dev.firstword.bench.stage.Simulator.Pace;
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

/** Turns at a real server over simulated models. */
final class OverHttp {

  static final String FAST = "claude-haiku-4-5-20251001";
  static final String MIDDLE = "claude-sonnet-4-6";
  static final String BEST = "claude-opus-4-6";

  private static final long LONGEST_S = 120;

  private OverHttp() {}

  /** Lets the default catalogue's models answer as it assumes, shortly. */
  static void usualPace(Simulator simulator, int outputTokens)
      throws IOException, InterruptedException {
    simulator.pace(FAST, new Pace(300, 800, 150, outputTokens));
    simulator.pace(MIDDLE, new Pace(700, 2000, 80, outputTokens));
    simulator.pace(BEST, new Pace(1500, 4000, 50, outputTokens));
  }

  /** Does so many things, one begun every so many milliseconds, whatever becomes of the others. */
  static <T> List<T> all(int count, int apartMs, IntFunction<Callable<T>> task) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> begun = new ArrayList<>();
      long first = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = first + TimeUnit.MILLISECONDS.toNanos((long) i * apartMs);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        begun.add(threads.submit(task.apply(i)));
      }
      List<T> done = new ArrayList<>();
      for (Future<T> one : begun) {
        done.add(one.get(LONGEST_S, TimeUnit.SECONDS));
      }
      return done;
    }
  }

  /** The value that a share of them does not exceed. */
  static double quantile(double[] values, double share) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
