package dev.firstword.app;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firstword serve}: runs the server until it is told to stop. */
@Command(name = "serve", description = "Run the server.", mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {

  /** Nothing that the library could take for an option, a file of arguments or a quotation. */
  private static final Pattern PLAIN = Pattern.compile("[\\w./:][\\w./:-]*");

  @Option(names = "--config", paramLabel = "FILE", description = "The configuration, YAML.")
  private @Nullable Path config;

  @Option(names = "--host", description = "The address to listen at (127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", description = "The port to listen at (8080; 0: any free one).")
  private @Nullable Integer port;

  @Option(names = "--data", paramLabel = "DIR", description = "The folder of the database (data).")
  private @Nullable Path data;

  @Option(
      names = "--lab",
      description = {
        "Let pages slow phases down and set the simulated models' pace,",
        "as the playground does."
      })
  private boolean lab;

  /**
   * The command as these arguments say it, where they are plain: {@code serve} and pairs of an
   * option and its value. Reading them with the command line's library would take longer than
   * starting everything else, so it is left what remains: help, {@code --port=80}, and mistakes.
   */
  static Optional<ServeCommand> plain(String... arguments) {
    if (arguments.length % 2 == 0 || !arguments[0].equals("serve")) {
      return Optional.empty();
    }
    ServeCommand command = new ServeCommand();
    Set<String> seen = new HashSet<>();
    for (int i = 1; i < arguments.length; i += 2) {
      if (!seen.add(arguments[i]) || !command.set(arguments[i], arguments[i + 1])) {
        return Optional.empty();
      }
    }
    return Optional.of(command);
  }

  private boolean set(String option, String value) {
    if (!PLAIN.matcher(value).matches()) {
      return false;
    }
    switch (option) {
      case "--config" -> config = Path.of(value);
      case "--host" -> host = value;
      case "--data" -> data = Path.of(value);
      case "--port" -> {
        if (!value.matches("\\d{1,5}")) {
          return false;
        }
        port = Integer.valueOf(value);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public void run() {
    EarlyStart.begin();
    Settings settings = new SettingsReader(System.getenv()).read(config);
    settings =
        settings.withAddress(
            host == null ? settings.host() : host, port == null ? settings.port() : port);
    if (data != null) {
      settings = settings.withData(data);
    }
    if (lab) {
      settings = settings.change().lab(settings.lab().opened()).done();
    }
    Firstword firstword = Firstword.start(settings);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  firstword.close();
                  stopped.countDown();
                  // Told to stop and stopped as told: not a failure, whatever the signal was.
                  Runtime.getRuntime().halt(0);
                },
                "shutdown"));
    firstword.simulatorUri().ifPresent(uri -> System.out.println("Simulated models at " + uri));
    System.out.println("Firstword is listening on " + firstword.uri());
    System.out.flush();
    awaitUninterrupted(stopped);
  }

  private static void awaitUninterrupted(CountDownLatch stopped) {
    try {
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
