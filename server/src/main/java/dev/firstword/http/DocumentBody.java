package dev.firstword.http;

import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.retrieval.Library;
import dev.firstword.retrieval.Library.Addition;
import dev.firstword.retrieval.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a document that is handed in: as it is, or wrapped in JSON. */
final class DocumentBody {

  private DocumentBody() {}

  /** The body is the document; title and source are in the address. */
  static Addition plain(
      String tenant,
      MediaType mediaType,
      @Nullable String title,
      @Nullable String source,
      byte[] content) {
    return addition(
        tenant,
        JsonBody.within("parameter \"title\"", title, Library.LONGEST_TITLE),
        JsonBody.within("parameter \"source\"", source, Library.LONGEST_SOURCE),
        mediaType,
        content);
  }

  /** The body is JSON with the document in it. */
  static Addition json(String tenant, byte[] bytes) {
    JsonBody body = JsonBody.read(bytes);
    String text = body.text("text");
    String encoded = body.text("content_base64");
    if ((text == null) == (encoded == null)) {
      throw JsonBody.malformed("Give the document as either \"text\" or \"content_base64\".");
    }
    MediaType mediaType = mediaType(body.text("media_type"), text == null);
    return addition(
        tenant,
        body.text("title", Library.LONGEST_TITLE),
        body.text("source", Library.LONGEST_SOURCE),
        mediaType,
        text == null ? decoded(String.valueOf(encoded)) : text(mediaType, text));
  }

  private static Addition addition(
      String tenant,
      @Nullable String title,
      @Nullable String source,
      MediaType mediaType,
      byte[] content) {
    if (content.length > Library.LONGEST_CONTENT) {
      throw new RefusedException(Problem.tooLarge(Library.LONGEST_CONTENT));
    }
    if (content.length == 0) {
      throw JsonBody.malformed("The document is empty.");
    }
    return new Addition(
        tenant,
        title == null ? "" : title.strip(),
        source == null ? "" : source.strip(),
        mediaType,
        content);
  }

  private static MediaType mediaType(@Nullable String name, boolean required) {
    if (name == null && !required) {
      return MediaType.TEXT;
    }
    return Optional.ofNullable(name)
        .flatMap(MediaType::ofWireName)
        .orElseThrow(() ->
            JsonBody.malformed(
                "The field \"media_type\" must be text/plain, text/markdown, text/html or"
                    + " application/pdf."));
  }

  private static byte[] text(MediaType mediaType, String text) {
    if (mediaType == MediaType.PDF) {
      throw JsonBody.malformed("Give a PDF as \"content_base64\".");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] decoded(String encoded) {
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException _) {
      throw JsonBody.malformed("The field \"content_base64\" is not valid base 64.");
    }
  }
}
