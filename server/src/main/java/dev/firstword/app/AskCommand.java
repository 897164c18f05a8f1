package dev.firstword.app;

import dev.firstword.protocol.Identifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code firstword ask}: one turn in a terminal. Talks to the server that runs here, or starts one
 * for this question alone.
 */
@Command(
    name = "ask",
    description = "Ask a question and see the answer as it is written.",
    footer = "FIRSTWORD_KEY in the environment is the key for a server that asks for one.",
    mixinStandardHelpOptions = true)
final class AskCommand implements java.util.concurrent.Callable<Integer> {

  private static final URI USUAL = URI.create("http://127.0.0.1:8080");

  @Parameters(
      arity = "1..*",
      paramLabel = "QUESTION",
      description = "What to ask; - reads it from standard input.")
  private List<String> words = List.of();

  @Option(names = "--url", description = "The server (http://127.0.0.1:8080).")
  private @Nullable URI url;

  @Option(
      names = "--conversation",
      paramLabel = "ID",
      description = "Go on with this conversation.")
  private @Nullable String conversation;

  @Option(names = "--profile", description = "The profile (chat).")
  private @Nullable String profile;

  @Option(names = "--model", description = "The model, instead of letting the server choose.")
  private @Nullable String model;

  @Override
  public Integer call() throws IOException {
    String question = question();
    if (url != null) {
      return new AskedTurn(url, key(), Terminal.ofProcess()).ask(body(question));
    }
    if (AskedTurn.answers(USUAL)) {
      return new AskedTurn(USUAL, key(), Terminal.ofProcess()).ask(body(question));
    }
    return askOwnServer(question);
  }

  /** From the environment alone: arguments are seen by everybody on the machine. */
  private static @Nullable String key() {
    String key = System.getenv("FIRSTWORD_KEY");
    return key == null || key.isBlank() ? null : key.strip();
  }

  private String question() throws IOException {
    if (words.equals(List.of("-"))) {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    return String.join(" ", words);
  }

  private AskedTurn.Body body(String question) {
    return new AskedTurn.Body(
        question,
        conversation,
        profile,
        model,
        Identifier.create("ask", System.currentTimeMillis()));
  }

  private int askOwnServer(String question) throws IOException {
    Path data = Files.createTempDirectory("firstword-ask");
    Settings settings =
        new SettingsReader(System.getenv()).read(null).withAddress("127.0.0.1", 0).withData(data);
    try (Firstword firstword = Firstword.start(settings)) {
      Terminal terminal = Terminal.ofProcess();
      terminal.aside(
          "No server at "
              + USUAL
              + ": answering with one of my own"
              + (firstword.simulatorUri().isPresent() ? " and simulated models." : "."));
      return new AskedTurn(firstword.uri(), null, terminal).ask(body(question));
    } finally {
      delete(data);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
