package dev.firstword.app.cli;

import dev.firstword.doctor.Doctor;
import dev.firstword.doctor.ExaminationException;
import dev.firstword.doctor.Report;
import dev.firstword.doctor.Target;
import dev.firstword.doctor.TlsTrust;
import dev.firstword.relay.event.DurationParser;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firstword doctor}: finds what impairs streaming between this machine and a server. */
@Command(
    name = "doctor",
    description =
        "Find what disrupts streams between here and a server: buffering, compression, time-outs,"
            + " lost connections, changed headers.",
    footer = {
      "Exits with 0 if nothing is wrong, 1 if something is found, 2 if it can't check.",
      "FIRSTWORD_KEY in the environment is the key for a server that asks for one."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  private static final Duration MAX_IDLE = Duration.ofSeconds(280);

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "The server's public address (http://127.0.0.1:8080).")
  private String url = "http://127.0.0.1:8080";

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      description = "The longest silence to try (16s), up to 280s; the server's own is 15s.")
  private String idle = "16s";

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "Certificates to trust in addition to the default ones, PEM.")
  private @Nullable Path caCertificates;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  DoctorCommand() {
    this(System.getenv());
  }

  @SuppressWarnings("NullAway.Init") // the command line library sets the fields
  DoctorCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    URI server = server();
    Duration idleDuration = idleDuration();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      Target target =
          new Target(
              server,
              key(),
              idleDuration,
              caCertificates == null
                  ? TlsTrust.platformDefault()
                  : TlsTrust.platformAnd(caCertificates));
      if (!json) {
        err.println(
            "Looking at " + server + ", for about " + (idleDuration.toSeconds() + 4) + " s...");
        err.flush();
      }
      Report report = Doctor.examine(target);
      out.println(json ? DoctorReportFormatter.json(report) : DoctorReportFormatter.text(report));
      out.flush();
      return DoctorReportFormatter.exitCode(report);
    } catch (ExaminationException e) {
      err.println(e.getMessage());
      err.flush();
      return 2;
    }
  }

  private URI server() {
    try {
      URI server = URI.create(url);
      String scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && server.getHost() != null) {
        return server;
      }
    } catch (IllegalArgumentException _) {
      // Reported below.
    }
    throw new ParameterException(
        spec.commandLine(), "Give the address of a server, such as https://chat.example.com.");
  }

  private Duration idleDuration() {
    return DurationParser.parse(idle)
        .filter(time -> time.compareTo(Duration.ofSeconds(1)) >= 0)
        .filter(time -> time.compareTo(MAX_IDLE) <= 0)
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(), "--idle must be a time from 1s to 280s, such as 60s."));
  }

  /**
   * Reads the key from the environment only: command line arguments are visible to every user of
   * the machine.
   */
  private @Nullable String key() {
    String key = environment.get("FIRSTWORD_KEY");
    return key == null || key.isBlank() ? null : key.strip();
  }
}
