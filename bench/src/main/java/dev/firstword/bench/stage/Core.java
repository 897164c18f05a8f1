package dev.firstword.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeping programs to processors of their own, where there is {@code taskset} and more than one.
 */
public final class Core {

  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final int ATTEMPTS = 5;
  private static final int ALL = Runtime.getRuntime().availableProcessors();

  private Core() {}

  /** Whether programs can be kept apart here. */
  public static boolean canBeChosen() {
    return ALL > 1 && Files.isExecutable(TASKSET);
  }

  /** The words before a command that keep it to one core. */
  public static List<String> words(int core) {
    return List.of(TASKSET.toString(), "-c", Integer.toString(core));
  }

  /** Keeps this program to one core, all its threads and those to come, until closed. */
  public static Kept keepTo(int core) throws IOException {
    set(Integer.toString(core));
    return () -> set("0-" + (ALL - 1));
  }

  /** That it is kept there. */
  @FunctionalInterface
  public interface Kept extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** It goes through the threads one by one, and fails where one ends meanwhile: then once more. */
  private static void set(String cores) throws IOException {
    for (int attempt = 1; !isSet(cores); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new IOException("this program can't be kept to core " + cores);
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
