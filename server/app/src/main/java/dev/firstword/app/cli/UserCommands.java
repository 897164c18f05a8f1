package dev.firstword.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.SettingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firstword export} and {@code firstword erase}. */
final class UserCommands {

  private UserCommands() {}

  /** The user, and the server that has the data. */
  static final class User {

    @Option(names = "--user", required = true, description = "The user, as in the tokens or keys.")
    private String user;

    @Option(
        names = "--tenant",
        description = "The user's tenant (that of the key). An operator's key needs it.")
    private @Nullable String tenant;

    @Option(
        names = "--url",
        paramLabel = "URL",
        defaultValue = "http://127.0.0.1:8080",
        description = "The server (${DEFAULT-VALUE}). Its key is taken from FIRSTWORD_KEY.")
    private URI server;

    @SuppressWarnings("NullAway.Init") // the command line library sets the fields
    User() {}

    /** Returns the path of the user, with the parameters of the request. */
    String path(String suffix, @Nullable String after) {
      StringBuilder query = new StringBuilder();
      append(query, "tenant", tenant);
      append(query, "after", after);
      return "/api/users/" + encode(user) + suffix + query;
    }

    private static void append(StringBuilder query, String name, @Nullable String value) {
      if (value != null) {
        query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(encode(value));
      }
    }

    private static String encode(String text) {
      return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
  }

  /** {@code firstword export}: writes everything that a server has of a user to a file. */
  @Command(
      name = "export",
      description = {
        "Write everything that a server has of a user to a file: JSON, one record a line.",
        "Needs a service's key."
      },
      mixinStandardHelpOptions = true)
  static final class Export implements Callable<Integer> {

    @Mixin private User user;

    @Parameters(paramLabel = "FILE", description = "Where to write it; must not exist.")
    private Path file;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // the command line library sets the fields
    Export() {}

    @Override
    public Integer call() throws InterruptedException {
      Path unfinished = file.resolveSibling(file.getFileName() + ".part");
      try (ServerClient server = new ServerClient(user.server)) {
        if (Files.exists(file)) {
          throw new FileAlreadyExistsException(file.toString());
        }
        long records = write(server, unfinished);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        spec.commandLine().getOut().println(file + ": " + records + " records");
        return 0;
      } catch (FileAlreadyExistsException _) {
        throw new SettingsException(file + " exists; name a file that does not");
      } catch (IOException e) {
        throw new SettingsException("can't export to " + file + ": " + e.getMessage());
      }
    }

    /** Appends part after part; returns the number of records. */
    private long write(ServerClient server, Path unfinished)
        throws IOException, InterruptedException {
      long records = 0;
      try (OutputStream out =
          Files.newOutputStream(
              unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
        String after = "";
        while (after != null) {
          HttpResponse<byte[]> part =
              server.send("GET", user.path("/export", after.isEmpty() ? null : after));
          String lines = new String(part.body(), UTF_8);
          int last = lines.lastIndexOf('\n', lines.length() - 2) + 1;
          out.write(lines.substring(0, last).getBytes(UTF_8));
          records += lines.substring(0, last).lines().count();
          JsonNode end = ServerClient.JSON.readTree(lines.substring(last));
          after =
              switch (end.path("type").asText()) {
                case "end" -> null;
                case "next" -> end.path("after").asText();
                default -> throw new IOException("the answer of the server ends too early");
              };
        }
        out.write("{\"type\":\"end\"}\n".getBytes(UTF_8));
      }
      return records;
    }
  }

  /** {@code firstword erase}: deletes everything that a server has of a user. */
  @Command(
      name = "erase",
      description = {
        "Delete everything that a server has of a user. Can't be undone.",
        "Needs a service's or an operator's key."
      },
      mixinStandardHelpOptions = true)
  static final class Erase implements Callable<Integer> {

    @Mixin private User user;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // the command line library sets the fields
    Erase() {}

    /** Exits with 1 if some data may remain. */
    @Override
    public Integer call() throws InterruptedException {
      try (ServerClient server = new ServerClient(user.server)) {
        JsonNode report =
            ServerClient.JSON.readTree(server.send("DELETE", user.path("", null)).body());
        PrintWriter out = spec.commandLine().getOut();
        report
            .path("deleted")
            .properties()
            .forEach(entry -> out.println(entry.getKey() + ": " + entry.getValue()));
        PrintWriter err = spec.commandLine().getErr();
        report.path("incomplete").forEach(part -> err.println("remains: " + part.asText()));
        if (report.path("complete").asBoolean()) {
          return 0;
        }
        err.println("Remove the cause, and run the command again.");
        return 1;
      } catch (IOException e) {
        throw new SettingsException("can't erase the user: " + e.getMessage());
      }
    }
  }
}
