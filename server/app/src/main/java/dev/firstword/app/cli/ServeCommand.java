package dev.firstword.app.cli;

import dev.firstword.app.config.LogSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsReader;
import dev.firstword.app.wiring.Firstword;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firstword serve}: runs the server until it is stopped. */
@Command(name = "serve", description = "Run the server.", mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {

  /** Matches values that picocli cannot mistake for an option, an argument file or a quotation. */
  private static final Pattern SIMPLE_VALUE = Pattern.compile("[\\w./:][\\w./:-]*");

  @Option(names = "--config", paramLabel = "FILE", description = "The configuration, YAML.")
  private @Nullable Path config;

  @Option(names = "--host", description = "The address to listen at (127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", description = "The port to listen at (8080; 0: any free one).")
  private @Nullable Integer port;

  @Option(names = "--data", paramLabel = "DIR", description = "The folder of the database (data).")
  private @Nullable Path data;

  @Option(
      names = "--latency-injection",
      description = {
        "Allow pages to slow phases down and to set the simulated models' pace,",
        "as the playground does."
      })
  private boolean latencyInjection;

  /**
   * Parses simple arguments: {@code serve} and pairs of an option and its value. Picocli would take
   * longer than starting everything else, so it only gets the rest: help, {@code --port=80} and
   * mistakes.
   */
  static Optional<ServeCommand> parseSimple(String... arguments) {
    if (arguments.length % 2 == 0 || !arguments[0].equals("serve")) {
      return Optional.empty();
    }
    ServeCommand command = new ServeCommand();
    Set<String> seen = new HashSet<>();
    for (int i = 1; i < arguments.length; i += 2) {
      if (!seen.add(arguments[i]) || !command.setOption(arguments[i], arguments[i + 1])) {
        return Optional.empty();
      }
    }
    return Optional.of(command);
  }

  private boolean setOption(String option, String value) {
    if (!SIMPLE_VALUE.matcher(value).matches()) {
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
    ClassPreloader.start();
    Settings settings = new SettingsReader(System.getenv()).read(config);
    settings =
        settings.withAddress(
            host == null ? settings.host() : host, port == null ? settings.port() : port);
    if (data != null) {
      settings = settings.withData(data);
    }
    if (latencyInjection) {
      settings =
          settings.toBuilder().latencyInjection(settings.latencyInjection().withEnabled()).build();
    }
    if (settings.log().format() == LogSettings.Format.JSON) {
      Logging.useJson();
    }
    Firstword firstword = Firstword.start(settings);
    ServerAudit audit = new ServerAudit(settings.auditLog());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  int status = close(firstword);
                  audit.recordStop();
                  stopped.countDown();
                  Runtime.getRuntime().halt(status);
                },
                "shutdown"));
    firstword.simulatorUri().ifPresent(uri -> System.out.println("Simulated models at " + uri));
    System.out.println("Firstword is listening on " + firstword.uri());
    System.out.flush();
    audit.recordStart(config);
    awaitUninterrupted(stopped);
  }

  /** Returns 0 if the server stopped: a requested shutdown is a success, whatever the signal. */
  private static int close(Firstword firstword) {
    try {
      firstword.close();
      return 0;
    } catch (RuntimeException e) {
      e.printStackTrace();
      return 1;
    }
  }

  private static void awaitUninterrupted(CountDownLatch stopped) {
    try {
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
