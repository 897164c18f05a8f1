package dev.firstword.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firstword diagnose}: prints where a server's time goes and what to change first. */
@Command(
    name = "diagnose",
    description = "Show what to change first about a server's latency, and what it would save.",
    mixinStandardHelpOptions = true)
final class DiagnoseCommand implements Callable<Integer> {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final String KEY_VARIABLE = "FIRSTWORD_KEY";
  private static final JsonMapper JSON = new JsonMapper();

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "The server (${DEFAULT-VALUE}). An operator's key is taken from FIRSTWORD_KEY.")
  private @Nullable URI server;

  @Option(
      names = "--window",
      defaultValue = "1h",
      description = "How far back to look: 1m, 10m, 1h or 24h (${DEFAULT-VALUE}).")
  private @Nullable String window;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // the command line library sets the fields
  DiagnoseCommand() {}

  /** Exits with 1 if there is no diagnosis. */
  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      HttpResponse<String> response = fetchDiagnosis();
      JsonNode body = JSON.readTree(response.body());
      if (response.statusCode() != 200) {
        spec.commandLine().getErr().println("firstword: " + body.path("detail").asText());
        return 1;
      }
      new DiagnosisPrinter(out).print(body);
      out.flush();
      return 0;
    } catch (IOException _) {
      spec.commandLine()
          .getErr()
          .println(
              "firstword: No Firstword server answers at "
                  + server
                  + ". Start one (./firstword serve), or name another.");
      return 1;
    }
  }

  private HttpResponse<String> fetchDiagnosis() throws IOException, InterruptedException {
    if (server == null) {
      throw new IOException("no address");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve("/api/latency/diagnosis?window=" + window))
            .timeout(REQUEST_TIMEOUT);
    String key = System.getenv(KEY_VARIABLE);
    if (key != null && !key.isBlank()) {
      request.header("authorization", "Bearer " + key.strip());
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(REQUEST_TIMEOUT).build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
