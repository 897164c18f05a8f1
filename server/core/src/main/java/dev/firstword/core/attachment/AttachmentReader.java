package dev.firstword.core.attachment;

import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.MediaDescription.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an image or a file. Checks by its content, never by its label, that it is of an accepted
 * format and size, and removes what it reveals about its author.
 */
public final class AttachmentReader {

  private static final int MAX_LABEL_LENGTH = 100;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

  private final boolean keepsMetadata;

  public AttachmentReader(AttachmentPolicy policy) {
    this.keepsMetadata = policy.keepsMetadata();
  }

  /**
   * Reads an attachment.
   *
   * @param kind how the request names it
   * @param declaredType its media type as stated by the request, if any
   * @param name the name of the file; may be empty
   * @throws InvalidAttachmentException if it is not accepted
   */
  public Attachment read(Kind kind, @Nullable String declaredType, String name, byte[] content)
      throws InvalidAttachmentException {
    ByteReader reader = new ByteReader(content);
    MediaFormat format = format(kind, reader);
    if (declaredType != null && !format.matches(declaredType)) {
      throw new InvalidAttachmentException(
          "is labelled \"%s\", but is %s (%s)"
              .formatted(printable(declaredType), format.title(), format.mediaType()));
    }
    String cleanName = FileName.clean(name);
    return switch (format) {
      case PNG -> image(format, cleanName, PngImage.read(reader, keepsMetadata));
      case JPEG -> image(format, cleanName, JpegImage.read(reader, keepsMetadata));
      case GIF -> image(format, cleanName, GifImage.read(reader, keepsMetadata));
      case WEBP -> image(format, cleanName, WebpImage.read(reader, keepsMetadata));
      case PDF -> attachment(format, cleanName, content, PdfDocument.estimateTokens(reader));
    };
  }

  private static MediaFormat format(Kind kind, ByteReader reader)
      throws InvalidAttachmentException {
    if (reader.length() == 0) {
      throw new InvalidAttachmentException("is empty");
    }
    Optional<MediaFormat> format = MediaFormat.of(reader);
    if (format.isPresent() && format.get().kind() == kind) {
      return format.get();
    }
    if (format.isPresent()) {
      throw new InvalidAttachmentException(
          "is %s; send it in a part of type \"%s\""
              .formatted(
                  format.get().title(),
                  switch (format.get().kind()) {
                    case IMAGE -> "image";
                    case FILE -> "file";
                  }));
    }
    throw new InvalidAttachmentException(
        "is %s; send %s"
            .formatted(
                MediaFormat.nameOfUnaccepted(reader.bytes()),
                switch (kind) {
                  case IMAGE -> "an image as PNG, JPEG, GIF or WebP";
                  case FILE -> "a file as PDF";
                }));
  }

  /** Returns the start of a label, as it can be repeated in a message. */
  private static String printable(String label) {
    String start = label.substring(0, Math.min(label.length(), MAX_LABEL_LENGTH));
    return UNPRINTABLE.matcher(start).replaceAll("");
  }

  private static Attachment image(MediaFormat format, String name, ImageDetails image) {
    return attachment(format, name, image.content(), image.estimatedTokens());
  }

  private static Attachment attachment(
      MediaFormat format, String name, byte[] content, int tokens) {
    return new Attachment(
        new MediaDescription(
            format.kind(), format.mediaType(), name, sha256(content), content.length, tokens),
        content);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
