package dev.firstword.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.attachment.AttachmentReader;
import dev.firstword.core.attachment.InvalidAttachmentException;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the message of a request: a text, or a list of texts, images and files. */
final class MessagePartsReader {

  static final String NOT_FETCHED =
      "This server fetches nothing by address. Send the content as base64 in \"data\".";

  private static final int MAX_TEXT_PARTS = 100;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final List<String> REFERENCES =
      List.of("url", "uri", "image_url", "source", "file_id");

  private final AttachmentPolicy policy;
  private final AttachmentReader attachments;

  MessagePartsReader(AttachmentPolicy policy) {
    this.policy = policy;
    this.attachments = new AttachmentReader(policy);
  }

  /**
   * A message.
   *
   * @param text all its texts, as paragraphs; null if it has none
   */
  record Content(@Nullable String text, List<Attachment> attachments) {}

  Content read(RequestFields request) {
    JsonNode message = request.get("message");
    if (message == null || !message.isArray()) {
      if (message != null && !message.isTextual()) {
        throw request.invalid("message", "must be a string or a list of parts");
      }
      return new Content(request.text("message"), List.of());
    }
    if (message.size() > policy.maxCount() + MAX_TEXT_PARTS) {
      throw request.invalid("message", "has too many parts");
    }
    List<String> texts = new ArrayList<>();
    List<Attachment> media = new ArrayList<>();
    long totalBytes = 0;
    for (int i = 0; i < message.size(); i++) {
      RequestFields part = new RequestFields(message.get(i), "message[" + i + "].");
      if (!part.object().isObject()) {
        throw request.invalid("message[" + i + "]", "must be an object");
      }
      String type = part.text("type");
      switch (type) {
        case "text" -> addText(part, texts);
        case "image" -> totalBytes += addMedia(part, Kind.IMAGE, i, media);
        case "file" -> totalBytes += addMedia(part, Kind.FILE, i, media);
        case null, default -> throw part.invalid("type", "must be \"text\", \"image\" or \"file\"");
      }
      requireTotal(media.size(), totalBytes);
    }
    return new Content(texts.isEmpty() ? null : String.join("\n\n", texts), media);
  }

  private static void addText(RequestFields part, List<String> texts) {
    String text = part.text("text");
    if (text == null) {
      throw part.invalid("text", "is missing");
    }
    if (!text.isBlank()) {
      texts.add(text);
    }
  }

  /** Adds an image or a file, and returns its size as it was sent. */
  private int addMedia(RequestFields part, Kind kind, int index, List<Attachment> media) {
    if (REFERENCES.stream().anyMatch(field -> part.get(field) != null)) {
      throw new ProblemException(Problem.notAnswerable(NOT_FETCHED));
    }
    if (part.get("sha256") != null) {
      media.add(reference(part, kind));
      return 0;
    }
    if (!(part.get("data") instanceof BinaryNode data)) {
      throw part.invalid("data", "must be a string of base64");
    }
    String name = part.text("name");
    if (kind == Kind.FILE && name == null) {
      throw part.invalid("name", "is missing");
    }
    byte[] content = data.binaryValue();
    if (content.length > policy.maxBytes()) {
      throw new ProblemException(
          Problem.contentTooLarge(
              "%s is %d bytes; at most %d are accepted."
                  .formatted(describe(kind, index), content.length, policy.maxBytes())));
    }
    try {
      media.add(attachments.read(kind, part.text("media_type"), name == null ? "" : name, content));
    } catch (InvalidAttachmentException e) {
      throw new ProblemException(
          Problem.notAnswerable(describe(kind, index) + " " + e.getMessage() + "."));
    }
    return content.length;
  }

  /** Reads the hash of an attachment that the conversation has already. */
  private static Attachment reference(RequestFields part, Kind kind) {
    String hash = part.text("sha256");
    if (hash == null || !SHA256.matcher(hash).matches()) {
      throw part.invalid("sha256", "must be 64 digits of lower-case hexadecimal");
    }
    if (part.get("data") != null) {
      throw part.invalid("data", "must be absent, since \"sha256\" names what is stored");
    }
    return Attachment.reference(kind, hash);
  }

  private static String describe(Kind kind, int index) {
    return switch (kind) {
      case IMAGE -> "The image in message[" + index + "]";
      case FILE -> "The file in message[" + index + "]";
    };
  }

  private void requireTotal(int count, long bytes) {
    if (count > policy.maxCount()) {
      throw new ProblemException(
          Problem.contentTooLarge(
              "The message has more than %d images and files.".formatted(policy.maxCount())));
    }
    if (bytes > policy.maxTotalBytes()) {
      throw new ProblemException(Problem.attachmentsTooLarge(policy.maxTotalBytes()));
    }
  }
}
