package dev.firstword.core.attachment;

import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Reads the chunks of a PNG file (W3C PNG, third edition), which include the frames of an
 * animation.
 */
final class PngImage {

  private static final int SIGNATURE_LENGTH = 8;

  /** The length, the type and the checksum. */
  private static final int CHUNK_OVERHEAD = 12;

  /** Deflate cannot compress further: zlib's documentation. */
  private static final int MAX_DEFLATE_RATIO = 1_032;

  /** Text, EXIF and the time: names, places and tools, but nothing that is shown. */
  private static final Set<String> METADATA = Set.of("eXIf", "tEXt", "iTXt", "zTXt", "tIME");

  private final ByteReader reader;
  private final boolean keepsMetadata;
  private final ByteArrayOutputStream kept;
  private int width;
  private int height;
  private long bitsPerPixel;
  private long dataBytes;
  private int frames;

  private PngImage(ByteReader reader, boolean keepsMetadata) {
    this.reader = reader;
    this.keepsMetadata = keepsMetadata;
    this.kept = new ByteArrayOutputStream(reader.length());
  }

  static ImageDetails read(ByteReader reader, boolean keepsMetadata)
      throws InvalidAttachmentException {
    return new PngImage(reader, keepsMetadata).read();
  }

  private ImageDetails read() throws InvalidAttachmentException {
    kept.write(reader.bytes(), 0, SIGNATURE_LENGTH);
    int position = SIGNATURE_LENGTH;
    for (boolean isFirst = true, isLast = false; !isLast; isFirst = false) {
      long length = reader.bigEndian32(position);
      reader.require(position, length + CHUNK_OVERHEAD);
      int size = (int) length;
      String type = type(position + 4);
      requireChecksum(position, size);
      if (isFirst != type.equals("IHDR")) {
        throw new InvalidAttachmentException("has no header, or more than one");
      }
      isLast = type.equals("IEND");
      readChunk(type, position + 8, size);
      if (keepsMetadata || !METADATA.contains(type)) {
        kept.write(reader.bytes(), position, size + CHUNK_OVERHEAD);
      }
      position += size + CHUNK_OVERHEAD;
    }
    long rawBytes = ((width * bitsPerPixel + 7) / 8 + 1) * height;
    ImageDetails.requireData(dataBytes * MAX_DEFLATE_RATIO >= rawBytes);
    return new ImageDetails(width, height, kept.toByteArray());
  }

  private String type(int position) throws InvalidAttachmentException {
    StringBuilder type = new StringBuilder(4);
    for (int i = 0; i < 4; i++) {
      type.append((char) reader.byteAt(position + i));
    }
    return type.toString();
  }

  private void requireChecksum(int position, int size) throws InvalidAttachmentException {
    CRC32 checksum = new CRC32();
    checksum.update(reader.bytes(), position + 4, size + 4);
    if (checksum.getValue() != reader.bigEndian32(position + 8 + size)) {
      throw new InvalidAttachmentException("is damaged");
    }
  }

  private void readChunk(String type, int position, int size) throws InvalidAttachmentException {
    switch (type) {
      case "IHDR" -> readHeader(position);
      case "IDAT" -> dataBytes += size;
      case "acTL" -> ImageDetails.requireFrames(reader.bigEndian32(position));
      case "fcTL" -> ImageDetails.requireFrames(++frames);
      default -> {
        // Colours, transparency and the like.
      }
    }
  }

  private void readHeader(int position) throws InvalidAttachmentException {
    ImageDetails.requireSize(reader.bigEndian32(position), reader.bigEndian32(position + 4));
    width = (int) reader.bigEndian32(position);
    height = (int) reader.bigEndian32(position + 4);
    int samples =
        switch (reader.byteAt(position + 9)) {
          case 0, 3 -> 1;
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> throw new InvalidAttachmentException("has an unknown colour type");
        };
    bitsPerPixel = (long) samples * reader.byteAt(position + 8);
  }
}
