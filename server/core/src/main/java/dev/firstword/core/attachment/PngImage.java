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

  private static final int HEADER_SIZE = 13;
  private static final int FRAME_CONTROL_SIZE = 26;

  /** The bit that marks a chunk as one that decoders may skip. */
  private static final int ANCILLARY = 0x20;

  /**
   * The chunks that decoders may skip, but that change what is shown. The others have names, places
   * and tools: text, EXIF, credentials, and whatever programs add for themselves.
   */
  private static final Set<String> SHOWN =
      Set.of(
          "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "mDCv", "cLLI", "cLLi",
          "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT");

  private final ByteReader reader;
  private final boolean keepsMetadata;
  private final ByteArrayOutputStream kept;
  private int width;
  private int height;
  private long bitsPerPixel;
  private long dataBytes;
  private int frames;
  private long framePixels;

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
      String type = reader.chunkType(position + 4);
      requireChecksum(position, size);
      if (isFirst != type.equals("IHDR")) {
        throw new InvalidAttachmentException("has no header, or more than one");
      }
      isLast = type.equals("IEND");
      readChunk(type, position + 8, size);
      if (keepsMetadata || !isMetadata(type)) {
        kept.write(reader.bytes(), position, size + CHUNK_OVERHEAD);
      }
      position += size + CHUNK_OVERHEAD;
    }
    long rawBytes = ((width * bitsPerPixel + 7) / 8 + 1) * height;
    ImageDetails.requireData(dataBytes * MAX_DEFLATE_RATIO >= rawBytes);
    return new ImageDetails(width, height, kept.toByteArray());
  }

  private static boolean isMetadata(String type) {
    return (type.charAt(0) & ANCILLARY) != 0 && !SHOWN.contains(type);
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
      case "IHDR" -> readHeader(position, size);
      case "IDAT" -> dataBytes += size;
      case "acTL" -> ImageDetails.requireFrames(reader.bigEndian32(position));
      case "fcTL" -> readFrame(position, size);
      default -> {
        // Colours, transparency and the like.
      }
    }
  }

  private void readHeader(int position, int size) throws InvalidAttachmentException {
    if (size != HEADER_SIZE) {
      throw new InvalidAttachmentException("is damaged");
    }
    ImageDetails.requireSize(reader.bigEndian32(position), reader.bigEndian32(position + 4));
    width = (int) reader.bigEndian32(position);
    height = (int) reader.bigEndian32(position + 4);
    int depth = reader.byteAt(position + 8);
    int samples =
        switch (reader.byteAt(position + 9)) {
          case 0 -> requireDepth(depth, 1, 1, 16);
          case 3 -> requireDepth(depth, 1, 1, 8);
          case 2 -> requireDepth(depth, 3, 8, 16);
          case 4 -> requireDepth(depth, 2, 8, 16);
          case 6 -> requireDepth(depth, 4, 8, 16);
          default -> throw new InvalidAttachmentException("has an unknown colour type");
        };
    bitsPerPixel = (long) samples * depth;
  }

  /** Returns the samples of a pixel, after checking that each may have that many bits. */
  private static int requireDepth(int depth, int samples, int min, int max)
      throws InvalidAttachmentException {
    if (Integer.bitCount(depth) != 1 || depth < min || depth > max) {
      throw new InvalidAttachmentException("has an unknown colour type");
    }
    return samples;
  }

  private void readFrame(int position, int size) throws InvalidAttachmentException {
    if (size != FRAME_CONTROL_SIZE) {
      throw new InvalidAttachmentException("is damaged");
    }
    long frameWidth = reader.bigEndian32(position + 4);
    long frameHeight = reader.bigEndian32(position + 8);
    ImageDetails.requireInside(
        reader.bigEndian32(position + 12) + frameWidth <= width
            && reader.bigEndian32(position + 16) + frameHeight <= height);
    framePixels += frameWidth * frameHeight;
    ImageDetails.requireAnimation(++frames, framePixels);
  }
}
