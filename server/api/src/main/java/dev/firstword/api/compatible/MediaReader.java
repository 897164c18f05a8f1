package dev.firstword.api.compatible;

import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.attachment.AttachmentReader;
import dev.firstword.core.attachment.InvalidAttachmentException;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription.Kind;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.RequestFields;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the images and files of one request, within the limits of the server. */
final class MediaReader {

  private static final String DATA_SCHEME = "data:";
  private static final String BASE64_MARK = ";base64,";

  private final AttachmentPolicy policy;
  private final AttachmentReader attachments;
  private int count;
  private long totalBytes;

  MediaReader(AttachmentPolicy policy) {
    this.policy = policy;
    this.attachments = new AttachmentReader(policy);
  }

  /** Reads the content of a data URL; nothing is fetched from other addresses. */
  Attachment dataUrl(Kind kind, RequestFields part, String field, String name) {
    String url = part.text(field);
    if (url == null) {
      throw part.invalid(field, "is missing");
    }
    int mark = url.indexOf(BASE64_MARK);
    if (!url.toLowerCase(Locale.ROOT).startsWith(DATA_SCHEME) || mark < 0) {
      throw notFetched(part, field);
    }
    String mediaType = url.substring(DATA_SCHEME.length(), mark).split(";", 2)[0];
    return base64(
        kind,
        part,
        field,
        mediaType.isEmpty() ? null : mediaType,
        name,
        url.substring(mark + BASE64_MARK.length()));
  }

  /** Rejects content by address. */
  static ProblemException notFetched(RequestFields part, String field) {
    return part.invalid(field, "is an address; send the content as base64 instead");
  }

  /** Reads base64. */
  Attachment base64(
      Kind kind,
      RequestFields part,
      String field,
      @Nullable String mediaType,
      String name,
      String base64) {
    count++;
    if (count > policy.maxCount()) {
      throw tooLarge("The request has more than %d images and files.".formatted(policy.maxCount()));
    }
    byte[] content;
    try {
      content = Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw part.invalid(field, "is not base64");
    }
    totalBytes += content.length;
    if (content.length > policy.maxBytes()) {
      throw tooLarge(
          "%s is %d bytes; at most %d are accepted."
              .formatted(describe(part, kind), content.length, policy.maxBytes()));
    }
    if (totalBytes > policy.maxTotalBytes()) {
      throw tooLarge(
          "The images and files have more than %d bytes together."
              .formatted(policy.maxTotalBytes()));
    }
    try {
      return attachments.read(kind, mediaType, name, content);
    } catch (InvalidAttachmentException e) {
      throw new ProblemException(
          Problem.malformed(describe(part, kind) + " " + e.getMessage() + "."));
    }
  }

  private static ProblemException tooLarge(String detail) {
    return new ProblemException(Problem.contentTooLarge(detail));
  }

  private static String describe(RequestFields part, Kind kind) {
    String place = part.path().replaceFirst("\\.$", "");
    return switch (kind) {
      case IMAGE -> "The image in " + place;
      case FILE -> "The file in " + place;
    };
  }
}
