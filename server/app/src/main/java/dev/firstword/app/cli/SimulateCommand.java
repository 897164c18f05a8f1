package dev.firstword.app.cli;

import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firstword simulate}: runs the model simulator on its own until it is stopped. */
@Command(
    name = "simulate",
    description = "Run the model simulator alone.",
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Runnable {

  @Option(names = "--port", description = "The port to listen at (0: any free one).")
  private int port;

  @Option(names = "--settings", paramLabel = "FILE", description = "The settings, JSON.")
  private @Nullable Path settings;

  @Override
  public void run() {
    Simulator simulator = Simulator.start(readSettings(), "127.0.0.1", port);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  simulator.close();
                  stopped.countDown();
                },
                "shutdown"));
    System.out.println("Simulated models at " + simulator.uri());
    System.out.flush();
    try {
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private SimulatorSettings readSettings() {
    try {
      return settings == null ? SimulatorSettings.defaults() : SimulatorSettings.read(settings);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the settings " + settings, e);
    }
  }
}
