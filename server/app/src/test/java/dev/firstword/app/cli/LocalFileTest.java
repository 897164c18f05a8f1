package dev.firstword.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class LocalFileTest {

  @TempDir Path folder;

  @Test
  void isSentAsAPartOfTheMessage() throws IOException {
    Path path = Files.write(folder.resolve("photo.png"), new byte[] {1, 2, 3});
    LocalFile file = LocalFile.read("image", path);

    JsonNode body =
        new JsonMapper()
            .readTree(
                new TerminalTurnClient.Body("Hello", List.of(file), null, null, null, "k")
                    .toJson());

    assertThat(body.path("message").path(0).path("text").asText()).isEqualTo("Hello");
    JsonNode part = body.path("message").path(1);
    assertThat(part.path("type").asText()).isEqualTo("image");
    assertThat(part.path("name").asText()).isEqualTo("photo.png");
    assertThat(part.path("data").binaryValue()).containsExactly(1, 2, 3);
  }

  @Test
  void saysThatAFileIsMissing() {
    Path missing = folder.resolve("missing.pdf");

    assertThatThrownBy(() -> LocalFile.read("file", missing))
        .isInstanceOf(IOException.class)
        .hasMessage("There is no file " + missing + ".");
  }

  @Test
  void saysThatAFolderIsNoFile() {
    assertThatThrownBy(() -> LocalFile.read("file", folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + " is a folder.");
  }
}
