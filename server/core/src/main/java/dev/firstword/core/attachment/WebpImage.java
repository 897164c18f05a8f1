package dev.firstword.core.attachment;

import java.io.ByteArrayOutputStream;
import java.util.Set;

/** Reads the chunks of a WebP file (RFC 9649). */
final class WebpImage {

  private static final int FILE_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int EXTENDED_HEADER = 10;
  private static final int EXIF_FLAG = 0x08;
  private static final int XMP_FLAG = 0x04;

  /** All that is shown. The others have names, places and credentials, or are unknown. */
  private static final Set<String> SHOWN =
      Set.of("VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP");

  private final ByteReader reader;
  private final boolean keepsMetadata;
  private final ByteArrayOutputStream kept;
  private long width;
  private long height;
  private boolean isExtended;
  private boolean hasImage;
  private int frames;
  private long framePixels;

  private WebpImage(ByteReader reader, boolean keepsMetadata) {
    this.reader = reader;
    this.keepsMetadata = keepsMetadata;
    this.kept = new ByteArrayOutputStream(reader.length());
  }

  private record Size(long width, long height) {}

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
      keep(position, (int) end, kept);
      position = (int) end;
    }
    if (!hasImage && frames == 0) {
      throw new InvalidAttachmentException("has no picture in it");
    }
    return new ImageDetails((int) width, (int) height, withLength(kept.toByteArray()));
  }

  /** Copies a chunk; the extended header then no longer announces what was left out. */
  private void keep(int position, int end, ByteArrayOutputStream to)
      throws InvalidAttachmentException {
    String type = reader.chunkType(position);
    if (keepsMetadata) {
      to.write(reader.bytes(), position, end - position);
    } else if (type.equals("VP8X")) {
      to.write(reader.bytes(), position, CHUNK_HEADER);
      to.write(reader.byteAt(position + CHUNK_HEADER) & ~(EXIF_FLAG | XMP_FLAG));
      int rest = position + CHUNK_HEADER + 1;
      to.write(reader.bytes(), rest, end - rest);
    } else if (type.equals("ANMF")) {
      keepFrame(position, to);
    } else if (SHOWN.contains(type)) {
      to.write(reader.bytes(), position, end - position);
    }
  }

  /** Copies a frame, which has chunks of its own, of even lengths with their padding. */
  private void keepFrame(int position, ByteArrayOutputStream to) throws InvalidAttachmentException {
    int data = position + CHUNK_HEADER;
    int end = data + (int) reader.littleEndian32(position + 4);
    ByteArrayOutputStream frame = new ByteArrayOutputStream(end - data);
    frame.write(reader.bytes(), data, FRAME_HEADER);
    for (int inner = data + FRAME_HEADER; inner < end; inner = endOfChunk(inner, end)) {
      keep(inner, endOfChunk(inner, end), frame);
    }
    to.write(reader.bytes(), position, 4);
    writeLength(frame.size(), to);
    to.writeBytes(frame.toByteArray());
    if ((frame.size() & 1) != 0) {
      to.write(0);
    }
  }

  private int endOfChunk(int position, int limit) throws InvalidAttachmentException {
    long size = reader.littleEndian32(position + 4);
    long end = position + CHUNK_HEADER + size + (size & 1);
    if (end > limit + 1L || position + CHUNK_HEADER + size > limit) {
      throw new InvalidAttachmentException("is cut off or damaged");
    }
    return (int) Math.min(end, limit);
  }

  private static void writeLength(int length, ByteArrayOutputStream to) {
    for (int i = 0; i < Integer.BYTES; i++) {
      to.write(length >>> (8 * i));
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
    switch (reader.chunkType(position)) {
      case "VP8X" -> readExtendedHeader(position, size);
      case "ANMF" -> readFrame(data, size);
      case "VP8 ", "VP8L" -> setSize(pictureSize(position, size));
      default -> {
        // Colours and the like.
      }
    }
  }

  private void readExtendedHeader(int position, int size) throws InvalidAttachmentException {
    int data = position + CHUNK_HEADER;
    reader.require(data, Math.max(size, EXTENDED_HEADER));
    if (position != FILE_HEADER) {
      throw new InvalidAttachmentException("is damaged");
    }
    isExtended = true;
    width = reader.littleEndian24(data + 4) + 1L;
    height = reader.littleEndian24(data + 7) + 1L;
    ImageDetails.requireSize(width, height);
  }

  /** Reads a frame, whose picture must have the size that the frame states. */
  private void readFrame(int data, int size) throws InvalidAttachmentException {
    ImageDetails.requireData(size > FRAME_HEADER);
    long frameWidth = reader.littleEndian24(data + 6) + 1L;
    long frameHeight = reader.littleEndian24(data + 9) + 1L;
    ImageDetails.requireInside(
        isExtended
            && 2L * reader.littleEndian24(data) + frameWidth <= width
            && 2L * reader.littleEndian24(data + 3) + frameHeight <= height);
    framePixels += frameWidth * frameHeight;
    ImageDetails.requireAnimation(++frames, framePixels);
    int end = data + size;
    for (int inner = data + FRAME_HEADER; inner < end; inner = endOfChunk(inner, end)) {
      int innerSize = (int) reader.littleEndian32(inner + 4);
      endOfChunk(inner, end);
      String type = reader.chunkType(inner);
      if (type.equals("VP8 ") || type.equals("VP8L")) {
        requireSame(pictureSize(inner, innerSize), new Size(frameWidth, frameHeight));
      }
    }
  }

  private Size pictureSize(int position, int size) throws InvalidAttachmentException {
    int data = position + CHUNK_HEADER;
    return reader.chunkType(position).equals("VP8L")
        ? losslessSize(data, size)
        : lossySize(data, size);
  }

  private Size lossySize(int data, int size) throws InvalidAttachmentException {
    ImageDetails.requireData(size > 10);
    if ((reader.byteAt(data) & 1) != 0 || !reader.startsWith(data + 3, "\u009d\u0001*")) {
      throw new InvalidAttachmentException("is damaged");
    }
    return new Size(
        reader.littleEndian16(data + 6) & 0x3fff, reader.littleEndian16(data + 8) & 0x3fff);
  }

  private Size losslessSize(int data, int size) throws InvalidAttachmentException {
    ImageDetails.requireData(size > 5);
    if (reader.byteAt(data) != 0x2f) {
      throw new InvalidAttachmentException("is damaged");
    }
    long bits = reader.littleEndian32(data + 1);
    return new Size((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
  }

  private void setSize(Size picture) throws InvalidAttachmentException {
    hasImage = true;
    if (isExtended) {
      requireSame(picture, new Size(width, height));
    } else {
      width = picture.width;
      height = picture.height;
      ImageDetails.requireSize(width, height);
    }
  }

  private static void requireSame(Size picture, Size stated) throws InvalidAttachmentException {
    if (!picture.equals(stated)) {
      throw new InvalidAttachmentException("states two different sizes");
    }
  }
}
