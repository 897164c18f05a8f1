package dev.firstword.app;

import dev.firstword.doctor.CannotExamineException;
import dev.firstword.doctor.Doctor;
import dev.firstword.doctor.Report;
import dev.firstword.doctor.Target;
import dev.firstword.doctor.Trust;
import dev.firstword.protocol.DurationText;
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

/** {@code firstword doctor}: finds what stands in the way between here and a server. */
@Command(
    name = "doctor",
    description =
        "Find what stands in the way of streams between here and a server: buffering, compression,"
            + " time-outs, lost connections, changed headers.",
    footer = {
      "Ends with 0 when all is well, 1 when something is found, 2 when it can't look.",
      "FIRSTWORD_KEY in the environment is the key for a server that asks for one."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  private static final Duration LONGEST_IDLE = Duration.ofSeconds(280);

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "As people reach the server (http://127.0.0.1:8080).")
  private String url = "http://127.0.0.1:8080";

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      description = "The longest silence to try (16s), up to 280s; the server's own is 15s.")
  private String idle = "16s";

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "Certificates to trust beside the usual ones, PEM.")
  private @Nullable Path certificates;

  @Option(names = "--json", description = "Tell it for programs.")
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
    Duration silence = silence();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      Target target =
          new Target(
              server,
              key(),
              silence,
              certificates == null ? Trust.usual() : Trust.with(certificates));
      if (!json) {
        err.println("Looking at " + server + ", for about " + (silence.toSeconds() + 4) + " s...");
        err.flush();
      }
      Report report = Doctor.examine(target);
      out.println(json ? DoctorReport.json(report) : DoctorReport.text(report));
      out.flush();
      return DoctorReport.exitCode(report);
    } catch (CannotExamineException e) {
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
      // Told below.
    }
    throw new ParameterException(
        spec.commandLine(), "Give the address of a server, such as https://chat.example.com.");
  }

  private Duration silence() {
    return DurationText.read(idle)
        .filter(time -> time.compareTo(Duration.ofSeconds(1)) >= 0)
        .filter(time -> time.compareTo(LONGEST_IDLE) <= 0)
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(), "--idle must be a time from 1s to 280s, such as 60s."));
  }

  /** From the environment alone: arguments are seen by everybody on the machine. */
  private @Nullable String key() {
    String key = environment.get("FIRSTWORD_KEY");
    return key == null || key.isBlank() ? null : key.strip();
  }
}
