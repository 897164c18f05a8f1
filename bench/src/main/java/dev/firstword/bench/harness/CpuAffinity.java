package dev.firstword.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Pins processes to CPU cores, if {@code taskset} is installed and there is more than one core. */
public final class CpuAffinity {

  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final int ATTEMPTS = 5;
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private CpuAffinity() {}

  /** Returns whether processes can be pinned on this machine. */
  public static boolean isSupported() {
    return CORES > 1 && Files.isExecutable(TASKSET);
  }

  /** Returns the command prefix that pins a process to one core. */
  public static List<String> commandPrefix(int core) {
    return List.of(TASKSET.toString(), "-c", Integer.toString(core));
  }

  /** Pins this process with all its current and future threads to one core, until closed. */
  public static Pinning pinTo(int core) throws IOException {
    set(Integer.toString(core));
    return () -> set("0-" + (CORES - 1));
  }

  /** A pinned process; closing it removes the restriction. */
  @FunctionalInterface
  public interface Pinning extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /**
   * {@code taskset} iterates over the threads and fails if one ends meanwhile, so it is retried.
   */
  private static void set(String cores) throws IOException {
    for (int attempt = 1; !isSet(cores); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new IOException("this process could not be pinned to core " + cores);
      }
    }
  }

  private static boolean isSet(String cores) throws IOException {
    List<String> command = new ArrayList<>(List.of(TASKSET.toString(), "-a", "-c", "-p", cores));
    command.add(Long.toString(ProcessHandle.current().pid()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return !process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().isAlive()
        && process.exitValue() == 0;
  }
}
