package dev.firstword.client;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A document to upload: plain text, Markdown, HTML or PDF, up to 20 MiB. */
public final class DocumentUpload {

  private final String mediaType;
  private final Supplier<BodyPublisher> body;
  private final @Nullable String title;
  private final @Nullable String source;

  private DocumentUpload(
      String mediaType,
      Supplier<BodyPublisher> body,
      @Nullable String title,
      @Nullable String source) {
    this.mediaType = mediaType;
    this.body = body;
    this.title = title;
    this.source = source;
  }

  /**
   * A text. {@code mediaType} is {@code text/plain}, {@code text/markdown} or {@code text/html}.
   */
  public static DocumentUpload text(String text, String mediaType) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return of(content, mediaType + "; charset=utf-8");
  }

  /** Content as it is. {@code mediaType} may name a charset. */
  public static DocumentUpload of(byte[] content, String mediaType) {
    return new DocumentUpload(mediaType, () -> BodyPublishers.ofByteArray(content), null, null);
  }

  /**
   * A file, whose name tells its type: {@code .pdf}, {@code .html}, {@code .md} or {@code .txt}.
   */
  public static DocumentUpload file(Path file) {
    Supplier<BodyPublisher> body =
        () -> {
          try {
            return BodyPublishers.ofFile(file);
          } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("The file does not exist: " + file, e);
          }
        };
    return new DocumentUpload(mediaTypeOf(file.toString()), body, null, null);
  }

  /** Replaces the document's own title. */
  public DocumentUpload withTitle(String value) {
    return new DocumentUpload(mediaType, body, value, source);
  }

  /** Says where the document is from, such as an address. */
  public DocumentUpload withSource(String value) {
    return new DocumentUpload(mediaType, body, title, value);
  }

  String mediaType() {
    return mediaType;
  }

  /** A new publisher, because each attempt reads the content again. */
  BodyPublisher body() {
    return body.get();
  }

  @Nullable String title() {
    return title;
  }

  @Nullable String source() {
    return source;
  }

  private static String mediaTypeOf(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (extension) {
      case "pdf" -> "application/pdf";
      case "html", "htm" -> "text/html";
      case "md", "markdown" -> "text/markdown";
      case "txt" -> "text/plain";
      default ->
          throw new IllegalArgumentException(
              "Documents are .pdf, .html, .md or .txt files, and this one is " + name);
    };
  }
}
