package dev.firstword.app.cli;

import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsReader;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.core.protocol.Identifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code firstword ask}: runs one turn in a terminal. Uses the server running on this machine, or
 * else starts one for this question.
 */
@Command(
    name = "ask",
    description = "Ask a question and see the answer as it is written.",
    footer = "FIRSTWORD_KEY in the environment is the key for a server that asks for one.",
    mixinStandardHelpOptions = true)
final class AskCommand implements java.util.concurrent.Callable<Integer> {

  private static final URI DEFAULT_SERVER = URI.create("http://127.0.0.1:8080");

  @Parameters(
      arity = "0..*",
      paramLabel = "QUESTION",
      description =
          "What to ask; - reads it from standard input. May be left out with an image or a file.")
  private List<String> words = List.of();

  @Option(names = "--url", description = "The server (http://127.0.0.1:8080).")
  private @Nullable URI url;

  @Option(names = "--conversation", paramLabel = "ID", description = "Continue this conversation.")
  private @Nullable String conversation;

  @Option(names = "--profile", description = "The profile (chat).")
  private @Nullable String profile;

  @Option(names = "--model", description = "The model, instead of letting the server choose.")
  private @Nullable String model;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "Ask about this image (PNG, JPEG, GIF or WebP); may be repeated.")
  private List<Path> images = List.of();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Ask about this file (PDF); may be repeated.")
  private List<Path> documents = List.of();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // the command line library sets the fields
  AskCommand() {}

  @Override
  public Integer call() throws IOException {
    String question = question();
    List<LocalFile> files = files();
    if (question.isBlank() && files.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "There is no question. Write one.");
    }
    if (url != null) {
      return new TerminalTurnClient(url, key(), Terminal.ofProcess()).ask(body(question, files));
    }
    if (TerminalTurnClient.isFirstwordServer(DEFAULT_SERVER)) {
      return new TerminalTurnClient(DEFAULT_SERVER, key(), Terminal.ofProcess())
          .ask(body(question, files));
    }
    return askTemporaryServer(body(question, files));
  }

  /**
   * Reads the key from the environment only: command line arguments are visible to every user of
   * the machine.
   */
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

  private List<LocalFile> files() {
    List<LocalFile> files = new ArrayList<>();
    try {
      for (Path image : images) {
        files.add(LocalFile.read("image", image));
      }
      for (Path document : documents) {
        files.add(LocalFile.read("file", document));
      }
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return files;
  }

  private TerminalTurnClient.Body body(String question, List<LocalFile> files) {
    return new TerminalTurnClient.Body(
        question,
        files,
        conversation,
        profile,
        model,
        Identifier.create("ask", System.currentTimeMillis()));
  }

  private int askTemporaryServer(TerminalTurnClient.Body body) throws IOException {
    Path data = Files.createTempDirectory("firstword-ask");
    Settings settings =
        new SettingsReader(System.getenv()).read(null).withAddress("127.0.0.1", 0).withData(data);
    try (Firstword firstword = Firstword.start(settings)) {
      Terminal terminal = Terminal.ofProcess();
      terminal.printStatus(
          "No server at "
              + DEFAULT_SERVER
              + ": answering with a temporary one"
              + (firstword.simulatorUri().isPresent() ? " and simulated models." : "."));
      return new TerminalTurnClient(firstword.uri(), null, terminal).ask(body);
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
