import dev.firstword.app.config.Settings;
import dev.firstword.app.wiring.Firstword;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** Starts a server within a program, and asks it a question. */
public final class Embedded {

  public static void main(String[] arguments) throws Exception {
    Settings settings = Settings.DEFAULTS.withAddress("127.0.0.1", 0).withData(Path.of("data"));
    try (Firstword server = Firstword.start(settings);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.uri().resolve("/api/chat/stream"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"message\": \"Why is the sky blue?\"}"))
              .build();
      String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      if (!answer.contains("\"type\":\"done\"")) {
        throw new IllegalStateException("The answer has no end: " + answer);
      }
      System.out.println("The answer has " + answer.split("\"type\":\"text\"").length + " pieces of text.");
    }
  }
}
