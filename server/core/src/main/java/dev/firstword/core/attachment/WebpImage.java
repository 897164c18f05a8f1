package dev.firstword.core.attachment;

import java.io.ByteArrayOutputStream;

/** Reads the chunks of a WebP file (RFC 9649). */
final class WebpImage {

  private static final int FILE_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int EXTENDED_HEADER = 10;
  private static final int EXIF_FLAG = 0x08;
  private static final int XMP_FLAG = 0x04;

  private final ByteReader reader;
  private final boolean keepsMetadata;
  private final ByteArrayOutputStream kept;
  private long width;
  private long height;
  private boolean isExtended;
  private boolean hasImage;
  private int frames;

  private WebpImage(ByteReader reader, boolean keepsMetadata) {
    this.reader = reader;
    this.keepsMetadata = keepsMetadata;
    this.kept = new ByteArrayOutputStream(reader.length());
  }

  static ImageDetails read(ByteReader reader, boolean keepsMetadata)
      throws InvalidAttachmentException {
    return new WebpImage(reader, keepsMetadata).read();
  }

  private ImageDetails read() throws InvalidAttachmentException {
    long fileEnd = reader.littleEndian32(4) + CHUNK_HEADER;
    reader.require(0, fileEnd);
    kept.write(reader.bytes(), 0, FILE_HEADER);
    int position = FILE_HEADER;
    while (position < fileEnd) {
      long size = reader.littleEndian32(position + 4);
      long end = position + CHUNK_HEADER + size + (size & 1);
      reader.require(0, end);
      readChunk(position, (int) size);
      if (keepsMetadata || !isMetadata(position)) {
        keep(position, (int) end);
      }
      position = (int) end;
    }
    if (!hasImage && frames == 0) {
      throw new InvalidAttachmentException("has no picture in it");
    }
    return new ImageDetails((int) width, (int) height, withLength(kept.toByteArray()));
  }

  private boolean isMetadata(int position) {
    return reader.startsWith(position, "EXIF") || reader.startsWith(position, "XMP ");
  }

  /** Copies a chunk; the extended header then no longer announces what was left out. */
  private void keep(int position, int end) throws InvalidAttachmentException {
    if (reader.startsWith(position, "VP8X") && !keepsMetadata) {
      kept.write(reader.bytes(), position, CHUNK_HEADER);
      kept.write(reader.byteAt(position + CHUNK_HEADER) & ~(EXIF_FLAG | XMP_FLAG));
      int rest = position + CHUNK_HEADER + 1;
      kept.write(reader.bytes(), rest, end - rest);
    } else {
      kept.write(reader.bytes(), position, end - position);
    }
  }

  private static byte[] withLength(byte[] file) {
    int length = file.length - CHUNK_HEADER;
    for (int i = 0; i < Integer.BYTES; i++) {
      file[4 + i] = (byte) (length >>> (8 * i));
    }
    return file;
  }

  private void readChunk(int position, int size) throws InvalidAttachmentException {
    int data = position + CHUNK_HEADER;
    if (reader.startsWith(position, "VP8X")) {
      reader.require(data, Math.max(size, EXTENDED_HEADER));
      isExtended = true;
      width = reader.littleEndian24(data + 4) + 1L;
      height = reader.littleEndian24(data + 7) + 1L;
      ImageDetails.requireSize(width, height);
    } else if (reader.startsWith(position, "ANMF")) {
      ImageDetails.requireFrames(++frames);
      requireInside(
          2L * reader.littleEndian24(data) + reader.littleEndian24(data + 6) + 1,
          2L * reader.littleEndian24(data + 3) + reader.littleEndian24(data + 9) + 1);
      ImageDetails.requireData(size > FRAME_HEADER);
    } else if (reader.startsWith(position, "VP8 ")) {
      readLossy(data, size);
    } else if (reader.startsWith(position, "VP8L")) {
      readLossless(data, size);
    }
  }

  private void readLossy(int data, int size) throws InvalidAttachmentException {
    ImageDetails.requireData(size > 10);
    if ((reader.byteAt(data) & 1) != 0 || !reader.startsWith(data + 3, "\u009d\u0001*")) {
      throw new InvalidAttachmentException("is damaged");
    }
    setSize(reader.littleEndian16(data + 6) & 0x3fff, reader.littleEndian16(data + 8) & 0x3fff);
  }

  private void readLossless(int data, int size) throws InvalidAttachmentException {
    ImageDetails.requireData(size > 5);
    if (reader.byteAt(data) != 0x2f) {
      throw new InvalidAttachmentException("is damaged");
    }
    long bits = reader.littleEndian32(data + 1);
    setSize((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
  }

  private void setSize(long imageWidth, long imageHeight) throws InvalidAttachmentException {
    hasImage = true;
    if (!isExtended) {
      width = imageWidth;
      height = imageHeight;
      ImageDetails.requireSize(width, height);
    } else if (imageWidth != width || imageHeight != height) {
      throw new InvalidAttachmentException("states two different sizes");
    }
  }

  private void requireInside(long right, long bottom) throws InvalidAttachmentException {
    if (!isExtended || right > width || bottom > height) {
      throw new InvalidAttachmentException("has a frame outside of the size that it states");
    }
  }
}
