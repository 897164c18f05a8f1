package dev.firstword.bench.relay;

import dev.firstword.bench.relay.Audience.Heard;
import dev.firstword.bench.report.ProcessorLoad.Ticks;
import dev.firstword.bench.report.ProcessorLoad.Use;
import dev.firstword.bench.stage.Wait;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** One contender under one load, from the first question until all streams have ended. */
final class Run {

  private static final Duration LONGEST_END = Duration.ofSeconds(90);

  /** The kernel's own threads take about half of this. */
  private static final double MOST_OTHER_CORES = 0.06;

  private static final double MOST_STOLEN_CORES = 0.02;
  private static final long SEED = 17;

  private final EventLoop loop;
  private final AnswerSource source;
  private final Audience audience;
  private final Contender contender;
  private final Ground ground;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private volatile boolean asking = true;

  /** A run that has not begun. */
  Run(Ground ground, Contender contender) {
    this.ground = ground;
    this.loop = ground.loop();
    this.source = ground.source();
    this.contender = contender;
    this.audience = new Audience(loop, source, contender);
  }

  /**
   * What was seen while it counted.
   *
   * @param cpuSeconds the contender's processor time
   * @param residentBytes the contender's memory at the end of it
   * @param otherCores processors in use by what does not belong to the benchmark
   * @param stolenCores processors that the host of a virtual machine took away
   * @param lost events that left the source and never came or came twice, and streams that broke
   */
  record Seen(
      double seconds,
      long sent,
      Heard heard,
      long events,
      double cpuSeconds,
      long residentBytes,
      double otherCores,
      double stolenCores,
      long lost) {

    /** Whether so little else went on that it says something. */
    boolean isQuiet() {
      return otherCores <= MOST_OTHER_CORES && stolenCores <= MOST_STOLEN_CORES;
    }

    double cpuMicrosPerEvent() {
      return cpuSeconds * 1e6 / events;
    }
  }

  Seen under(Load load) throws Exception {
    long begin = System.nanoTime();
    open(load, begin);
    sleepUntil(begin, load.rampSeconds() + load.settleSeconds());
    Seen seen = watch(load.seconds());
    return end(seen);
  }

  /** Opens the streams; they go on until {@link #end}. */
  void open(Load load, long begin) throws Exception {
    faster(load);
    for (int i = 0; i < load.streams(); i++) {
      int number = i;
      long intended = begin + (long) (load.rampSeconds() * 1e9 * i / load.streams());
      at(intended, () -> audience.ask(intended, load.eventsOfFirst(number)));
    }
    if (load.eventsEach() > 0) {
      arrive(begin + (long) (load.rampSeconds() * 1e9), load);
    }
  }

  /** Arrivals as of many people who know nothing of each other. */
  private void arrive(long intended, Load load) {
    at(
        intended,
        () -> {
          if (asking) {
            audience.ask(intended, load.eventsEach());
            double gap = -Math.log(1 - random.nextDouble()) / load.arrivalsPerSecond();
            arrive(intended + (long) (gap * 1e9), load);
          }
        });
  }

  private void at(long nanos, Runnable task) {
    var _ = loop.schedule(task, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /** All streams go at another rate from now on. */
  void faster(Load load) throws Exception {
    onLoop(() -> {
      source.interval(load.intervalNanos());
      return true;
    });
  }

  /** Looks on for so long. */
  Seen watch(double seconds) throws Exception {
    Ticks ticks = Ticks.read();
    double ours = ground.cpuSeconds();
    double cpu = contender.cpuSeconds();
    long begin = System.nanoTime();
    Heard before = onLoop(audience::look);
    long sentBefore = onLoop(source::sent);
    sleepUntil(begin, seconds);
    Heard heard = onLoop(audience::look);
    long sent = onLoop(source::sent);
    double passed = (System.nanoTime() - begin) / 1e9;
    double cpuSeconds = contender.cpuSeconds() - cpu;
    Use use = ticks.until(Ticks.read(), passed);
    return new Seen(
        passed,
        sent - sentBefore,
        heard,
        heard.events() - before.events(),
        cpuSeconds,
        contender.residentBytes(),
        use.programs() - (ground.cpuSeconds() - ours) / passed,
        use.stolen(),
        0);
  }

  /** Ends all streams and adds what was lost of them. */
  Seen end(Seen seen) throws Exception {
    onLoop(() -> {
      asking = false;
      source.endAll();
      return true;
    });
    Heard last =
        Wait.forValue(
            LONGEST_END,
            "all streams of " + contender.name() + " to end",
            () -> {
              Heard now = onLoop(audience::look);
              return now.listening() == 0 ? Optional.of(now) : Optional.empty();
            });
    long lost = Math.abs(onLoop(source::takeSent) - last.events()) + last.broken();
    onLoop(() -> {
      audience.leave();
      return true;
    });
    return new Seen(
        seen.seconds,
        seen.sent,
        seen.heard,
        seen.events,
        seen.cpuSeconds,
        seen.residentBytes,
        seen.otherCores,
        seen.stolenCores,
        lost);
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return loop.submit(task).get();
  }

  static void sleepUntil(long beginNanos, double seconds) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(beginNanos + (long) (seconds * 1e9) - System.nanoTime());
  }
}
