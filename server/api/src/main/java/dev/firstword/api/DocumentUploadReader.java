package dev.firstword.api;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.retrieval.DocumentService;
import dev.firstword.retrieval.DocumentService.DocumentUpload;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.TextWithCharset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an uploaded document: as a plain body, or wrapped in JSON. */
final class DocumentUploadReader {

  private DocumentUploadReader() {}

  /** Reads a document that is the body itself; title and source are query parameters. */
  static DocumentUpload readPlain(
      Caller caller,
      MediaType mediaType,
      @Nullable String title,
      @Nullable String source,
      byte[] content) {
    return addition(
        caller,
        JsonBody.requireText("parameter \"title\"", title, DocumentService.MAX_TITLE_LENGTH),
        JsonBody.requireText("parameter \"source\"", source, DocumentService.MAX_SOURCE_LENGTH),
        mediaType,
        content);
  }

  /** Reads a document from a JSON body. */
  static DocumentUpload readJson(Caller caller, byte[] bytes) {
    JsonBody body = JsonBody.read(bytes);
    String text = body.text("text");
    String base64 = body.text("content_base64");
    if ((text == null) == (base64 == null)) {
      throw JsonBody.malformed("Give the document as either \"text\" or \"content_base64\".");
    }
    String type = body.text("media_type");
    MediaType mediaType = mediaType(type, text == null);
    String charset = type == null ? null : RequestBodyReader.charset(type);
    return addition(
        caller,
        body.text("title", DocumentService.MAX_TITLE_LENGTH),
        body.text("source", DocumentService.MAX_SOURCE_LENGTH),
        mediaType,
        text == null
            ? decode(mediaType, charset, decodeBase64(String.valueOf(base64)))
            : text(mediaType, text));
  }

  /**
   * Returns text in UTF-8.
   *
   * @param charset the encoding that it is said to have; null if that is not known
   */
  static byte[] decode(MediaType mediaType, @Nullable String charset, byte[] content) {
    return mediaType == MediaType.PDF
        ? content
        : TextWithCharset.toUtf8(content, charset, DocumentService.MAX_CONTENT_BYTES)
            .orElseThrow(
                () -> new ProblemException(Problem.tooLarge(DocumentService.MAX_CONTENT_BYTES)));
  }

  private static DocumentUpload addition(
      Caller caller,
      @Nullable String title,
      @Nullable String source,
      MediaType mediaType,
      byte[] content) {
    if (content.length > DocumentService.MAX_CONTENT_BYTES) {
      throw new ProblemException(Problem.tooLarge(DocumentService.MAX_CONTENT_BYTES));
    }
    if (content.length == 0) {
      throw JsonBody.malformed("The document is empty.");
    }
    return new DocumentUpload(
        caller.tenant(),
        caller.user(),
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
        .map(RequestBodyReader::mediaType)
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

  private static byte[] decodeBase64(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw JsonBody.malformed("The field \"content_base64\" is not valid base 64.");
    }
  }
}
