package dev.firstword.bench.relay;

import dev.firstword.bench.harness.Polling;
import dev.firstword.bench.relay.LoadGenerator.Observations;
import dev.firstword.bench.report.CpuLoad.CpuUse;
import dev.firstword.bench.report.CpuLoad.Ticks;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** One system under one load, from the first question until all streams have ended. */
final class LoadRun {

  private static final Duration END_TIMEOUT = Duration.ofSeconds(90);

  /** About twice what the kernel's own threads use. */
  private static final double MAX_OTHER_CORES = 0.06;

  private static final double MAX_STOLEN_CORES = 0.02;
  private static final long SEED = 17;

  private final EventLoop loop;
  private final SyntheticProvider provider;
  private final LoadGenerator loadGenerator;
  private final SystemUnderTest system;
  private final TestBed testBed;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private volatile boolean isStartingStreams = true;

  LoadRun(TestBed testBed, SystemUnderTest system) {
    this.testBed = testBed;
    this.loop = testBed.loop();
    this.provider = testBed.provider();
    this.system = system;
    this.loadGenerator = new LoadGenerator(loop, provider, system);
  }

  /**
   * The results of the measured time.
   *
   * @param cpuSeconds the system's CPU time
   * @param residentBytes the system's resident memory at the end
   * @param otherCores cores used by programs outside the benchmark
   * @param stolenCores cores taken by the host of a virtual machine
   * @param lost events that were sent and arrived never or twice, and streams that broke
   */
  record RunResult(
      double seconds,
      long sent,
      Observations observations,
      long events,
      double cpuSeconds,
      long residentBytes,
      double otherCores,
      double stolenCores,
      long lost) {

    /** Returns whether the machine was idle enough for the results to count. */
    boolean isQuiet() {
      return otherCores <= MAX_OTHER_CORES && stolenCores <= MAX_STOLEN_CORES;
    }

    double cpuMicrosPerEvent() {
      return cpuSeconds * 1e6 / events;
    }

    /** Returns the CPU time per stream that got its first event, with all of its events. */
    double cpuMillisPerStream() {
      return cpuSeconds * 1e3 / observations.ttfts().getTotalCount();
    }
  }

  RunResult run(LoadProfile load) throws Exception {
    long begin = System.nanoTime();
    open(load, begin);
    sleepUntil(begin, load.rampSeconds() + load.settleSeconds());
    RunResult result = measure(load.seconds());
    return end(result);
  }

  /** Opens the streams, which continue until {@link #end}. */
  void open(LoadProfile load, long begin) throws Exception {
    onLoop(() -> {
      provider.beginRun();
      return true;
    });
    setRate(load);
    for (int i = 0; i < load.streams(); i++) {
      int number = i;
      long intended = begin + (long) (load.rampSeconds() * 1e9 * i / load.streams());
      scheduleAt(
          intended, () -> loadGenerator.startStream(intended, load.eventsOfInitialStream(number)));
    }
    if (load.eventsPerStream() > 0) {
      scheduleArrivals(begin + (long) (load.rampSeconds() * 1e9), load);
    }
  }

  /** Schedules Poisson arrivals, as from many independent users. */
  private void scheduleArrivals(long intended, LoadProfile load) {
    scheduleAt(
        intended,
        () -> {
          if (isStartingStreams) {
            loadGenerator.startStream(intended, load.eventsPerStream());
            double gap = -Math.log(1 - random.nextDouble()) / load.arrivalsPerSecond();
            scheduleArrivals(intended + (long) (gap * 1e9), load);
          }
        });
  }

  private void scheduleAt(long nanos, Runnable task) {
    var _ = loop.schedule(task, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /** Changes the rate of all streams. */
  void setRate(LoadProfile load) throws Exception {
    onLoop(() -> {
      provider.setInterval(load.intervalNanos());
      return true;
    });
  }

  /** Measures for the given time. Blocks. */
  RunResult measure(double seconds) throws Exception {
    Ticks ticks = Ticks.read();
    double benchCpuSeconds = testBed.cpuSeconds();
    double cpu = system.cpuSeconds();
    long begin = System.nanoTime();
    Observations before = onLoop(loadGenerator::takeObservations);
    long sentBefore = onLoop(provider::sentEvents);
    sleepUntil(begin, seconds);
    Observations observations = onLoop(loadGenerator::takeObservations);
    long sent = onLoop(provider::sentEvents);
    double passed = (System.nanoTime() - begin) / 1e9;
    double cpuSeconds = system.cpuSeconds() - cpu;
    CpuUse use = ticks.useUntil(Ticks.read(), passed);
    return new RunResult(
        passed,
        sent - sentBefore,
        observations,
        observations.events() - before.events(),
        cpuSeconds,
        system.residentBytes(),
        use.programs() - (testBed.cpuSeconds() - benchCpuSeconds) / passed,
        use.stolen(),
        0);
  }

  /** Ends all streams and adds their losses to the results. Blocks. */
  RunResult end(RunResult result) throws Exception {
    onLoop(() -> {
      isStartingStreams = false;
      provider.endAll();
      return true;
    });
    Observations last =
        Polling.until(
            END_TIMEOUT,
            "all streams of " + system.name() + " to end",
            () -> {
              Observations now = onLoop(loadGenerator::takeObservations);
              return now.openStreams() == 0 ? Optional.of(now) : Optional.empty();
            });
    long lost = Math.abs(onLoop(provider::takeSentEvents) - last.events()) + last.brokenStreams();
    onLoop(() -> {
      loadGenerator.closeIdleConnections();
      return true;
    });
    return new RunResult(
        result.seconds,
        result.sent,
        result.observations,
        result.events,
        result.cpuSeconds,
        result.residentBytes,
        result.otherCores,
        result.stolenCores,
        lost);
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return loop.submit(task).get();
  }

  static void sleepUntil(long beginNanos, double seconds) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(beginNanos + (long) (seconds * 1e9) - System.nanoTime());
  }
}
