package dev.firstword.core.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.firstword.core.prompt.MediaDescription.Kind;
import java.util.Locale;
import java.util.Optional;

/** The formats that are accepted, detected by the first bytes of the content. */
enum MediaFormat {
  PNG("PNG", "image/png", Kind.IMAGE),
  JPEG("JPEG", "image/jpeg", Kind.IMAGE),
  GIF("GIF", "image/gif", Kind.IMAGE),
  WEBP("WebP", "image/webp", Kind.IMAGE),
  PDF("PDF", "application/pdf", Kind.FILE);

  /** How much of the content is looked at to name a format that is not accepted. */
  private static final int MAX_SNIFFED_BYTES = 1024;

  private final String title;
  private final String mediaType;
  private final Kind kind;

  MediaFormat(String title, String mediaType, Kind kind) {
    this.title = title;
    this.mediaType = mediaType;
    this.kind = kind;
  }

  String title() {
    return title;
  }

  String mediaType() {
    return mediaType;
  }

  Kind kind() {
    return kind;
  }

  /** Whether content of this format may be declared as this media type. */
  boolean matches(String declared) {
    String name = declared.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return name.equals(mediaType) || (this == JPEG && name.equals("image/jpg"));
  }

  /** Returns the format of the content; empty if it is none of these. */
  static Optional<MediaFormat> of(ByteReader content) {
    if (content.startsWith(0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (content.startsWith(0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (content.startsWith(0, "GIF87a") || content.startsWith(0, "GIF89a")) {
      return Optional.of(GIF);
    }
    if (content.startsWith(0, "RIFF") && content.startsWith(8, "WEBP")) {
      return Optional.of(WEBP);
    }
    return content.startsWith(0, "%PDF-") ? Optional.of(PDF) : Optional.empty();
  }

  /** Names the format of content that is not accepted, for the message that says so. */
  static String nameOfUnaccepted(byte[] content) {
    ByteReader reader = new ByteReader(content);
    if (reader.startsWith(0, "BM")) {
      return "BMP";
    }
    if (reader.startsWith(0, "II*\0") || reader.startsWith(0, "MM\0*")) {
      return "TIFF";
    }
    if (reader.startsWith(4, "ftypavif") || reader.startsWith(4, "ftypavis")) {
      return "AVIF";
    }
    if (reader.startsWith(4, "ftyphei") || reader.startsWith(4, "ftypmif1")) {
      return "HEIC";
    }
    if (reader.startsWith(4, "ftyp")) {
      return "a video";
    }
    if (reader.startsWith(0, "PK\u0003\u0004")) {
      return "a ZIP archive or an Office document";
    }
    String start =
        new String(content, 0, Math.min(content.length, MAX_SNIFFED_BYTES), ISO_8859_1)
            .toLowerCase(Locale.ROOT);
    if (start.contains("<svg")) {
      return "SVG";
    }
    if (start.contains("<html") || start.contains("<!doctype html")) {
      return "HTML";
    }
    return "of an unknown format";
  }
}
