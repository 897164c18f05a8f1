package dev.firstword.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A file of this machine as a part of a message.
 *
 * @param type of the part: {@code image} or {@code file}
 */
record LocalFile(String type, String name, String base64) {

  /** More than any server accepts; protects this process from a device or a disk image. */
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  /**
   * Reads a file.
   *
   * @throws IOException with a message for the user
   */
  static LocalFile read(String type, Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder.");
    }
    byte[] content;
    try (var stream = Files.newInputStream(path)) {
      content = stream.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new IOException("There is no file " + path + ".", e);
    }
    if (content.length > MAX_BYTES) {
      throw new IOException(path + " is larger than " + MAX_BYTES + " bytes.");
    }
    return new LocalFile(
        type, String.valueOf(path.getFileName()), Base64.getEncoder().encodeToString(content));
  }
}
