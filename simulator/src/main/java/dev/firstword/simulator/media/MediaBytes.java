package dev.firstword.simulator.media;

import java.util.Base64;
import java.util.Optional;

/** Reads the type, the size and the pages of images and PDF files from their bytes. */
public final class MediaBytes {
  private MediaBytes() {}

  /** Decodes base64; empty if it is not valid. */
  @SuppressWarnings("MixedMutabilityReturnType")
  public static Optional<byte[]> decode(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return bytes.length == 0 ? Optional.empty() : Optional.of(bytes);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns the media type that the first bytes show; empty if it is no known image or PDF. */
  public static Optional<String> mediaType(byte[] bytes) {
    ByteReader reader = new ByteReader(bytes);
    if (reader.hasText(0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of("image/png");
    }
    if (reader.hasText(0, "\u00ff\u00d8\u00ff")) {
      return Optional.of("image/jpeg");
    }
    if (reader.hasText(0, "GIF87a") || reader.hasText(0, "GIF89a")) {
      return Optional.of("image/gif");
    }
    if (reader.hasText(0, "RIFF") && reader.hasText(8, "WEBP")) {
      return Optional.of("image/webp");
    }
    return reader.hasText(0, "%PDF-") ? Optional.of("application/pdf") : Optional.empty();
  }

  /** Returns the size in an image's header; empty if the header is cut or impossible. */
  public static Optional<ImageSize> imageSize(byte[] bytes) {
    return ImageHeader.read(bytes).filter(size -> size.width() > 0 && size.height() > 0);
  }
}
