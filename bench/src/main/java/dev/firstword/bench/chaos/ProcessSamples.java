package dev.firstword.bench.chaos;

import dev.firstword.bench.harness.HeapMonitor;
import dev.firstword.bench.harness.LauncherProcess;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a server's process takes over time: its heap after a collection, its resident memory, its
 * threads and its open files. Thread-safe.
 */
final class ProcessSamples implements AutoCloseable {

  private static final double MEGABYTE = 1024 * 1024;

  /** Caches, pools and windows of measurements fill in the first part of a run. */
  private static final double WARM_UP = 0.4;

  private final long pid;
  private final HeapMonitor heap;
  private final List<Sample> samples = new ArrayList<>();
  private double maxChildMegabytes;

  private ProcessSamples(long pid, HeapMonitor heap) {
    this.pid = pid;
    this.heap = heap;
  }

  /** A moment of a process. */
  private record Sample(double minutes, double heapMb, double residentMb, int threads, int files) {}

  /** A growth that is measured, in a unit per minute. */
  record Growth(String name, String unit, ToDoubleFunction<Sample> value, double limit) {}

  static ProcessSamples of(ServerNode node) throws IOException {
    long pid = node.process().pid();
    return new ProcessSamples(pid, HeapMonitor.attach(pid));
  }

  /** Takes a sample, after a collection. Blocks. */
  synchronized void take() {
    try {
      samples.add(
          new Sample(
              System.nanoTime() / 60e9,
              heap.liveBytes() / MEGABYTE,
              LauncherProcess.residentBytes(pid) / MEGABYTE,
              count("task"),
              count("fd")));
      for (ProcessHandle child : ProcessHandle.of(pid).orElseThrow().descendants().toList()) {
        maxChildMegabytes = Math.max(maxChildMegabytes, residentMegabytes(child));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double residentMegabytes(ProcessHandle process) {
    try {
      return LauncherProcess.residentBytes(process.pid()) / MEGABYTE;
    } catch (IOException | RuntimeException _) {
      return 0; // It has ended.
    }
  }

  private int count(String of) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), of))) {
      return (int) all.count();
    }
  }

  synchronized double maxChildMegabytes() {
    return maxChildMegabytes;
  }

  /** Records how much more memory the process has at the end than after its warm-up. */
  synchronized void recordGrowth(Measurements measurements, double maxMegabytes) {
    List<Sample> warm = warm();
    record(measurements, warm, "heap after collection", Sample::heapMb, maxMegabytes);
    record(measurements, warm, "resident memory", Sample::residentMb, 2 * maxMegabytes);
  }

  private static void record(
      Measurements measurements,
      List<Sample> warm,
      String name,
      ToDoubleFunction<Sample> value,
      double limit) {
    int third = Math.max(1, warm.size() / 3);
    double first = median(warm.subList(0, third).stream().mapToDouble(value).boxed().toList());
    double last =
        median(
            warm.subList(warm.size() - third, warm.size()).stream()
                .mapToDouble(value)
                .boxed()
                .toList());
    measurements.record(name + ", at the end", last, "MB");
    measurements.record(name + ", growth", last - first, "MB", Target.atMost(limit));
  }

  /** Records the slopes: the median of those between all pairs of samples (Theil and Sen). */
  synchronized void recordSlopes(Measurements measurements) {
    List<Growth> growths =
        List.of(
            new Growth("slope of heap after collection", "MB/min", Sample::heapMb, 0.5),
            new Growth("slope of resident memory", "MB/min", Sample::residentMb, 2),
            new Growth("slope of threads", "1/min", Sample::threads, 0.2),
            new Growth("slope of open files", "1/min", Sample::files, 0.5));
    List<Sample> warm = warm();
    for (Growth growth : growths) {
      List<Double> slopes = new ArrayList<>();
      for (int i = 0; i < warm.size(); i++) {
        for (int j = i + 1; j < warm.size(); j++) {
          slopes.add(
              (growth.value.applyAsDouble(warm.get(j)) - growth.value.applyAsDouble(warm.get(i)))
                  / (warm.get(j).minutes - warm.get(i).minutes));
        }
      }
      measurements.record(growth.name, median(slopes), growth.unit, Target.atMost(growth.limit));
    }
    Sample last = samples.getLast();
    measurements.record("heap after collection at the end", last.heapMb, "MB");
    measurements.record("resident memory at the end", last.residentMb, "MB");
    measurements.record("threads at the end", last.threads, "");
    measurements.record("open files at the end", last.files, "");
  }

  private List<Sample> warm() {
    return samples.subList((int) (samples.size() * WARM_UP), samples.size());
  }

  private static double median(List<Double> values) {
    if (values.isEmpty()) {
      return 0;
    }
    List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }

  @Override
  public void close() throws IOException {
    heap.close();
  }
}
