package dev.firstword.core.attachment;

import java.io.ByteArrayOutputStream;

/** Reads the blocks of a GIF file (GIF89a specification). */
final class GifImage {

  private static final int HEADER_LENGTH = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int APPLICATION = 0xff;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int PLAIN_TEXT = 0x01;
  private static final int HAS_COLOUR_TABLE = 0x80;

  /** A code of 12 bits stands for 4,096 pixels at most. */
  private static final int MAX_PIXELS_PER_BYTE = 4_096 * 8 / 12 + 1;

  private final ByteReader reader;
  private final boolean keepsMetadata;
  private final ByteArrayOutputStream kept;
  private long width;
  private long height;
  private int frames;
  private long framePixels;

  private GifImage(ByteReader reader, boolean keepsMetadata) {
    this.reader = reader;
    this.keepsMetadata = keepsMetadata;
    this.kept = new ByteArrayOutputStream(reader.length());
  }

  static ImageDetails read(ByteReader reader, boolean keepsMetadata)
      throws InvalidAttachmentException {
    return new GifImage(reader, keepsMetadata).read();
  }

  private ImageDetails read() throws InvalidAttachmentException {
    width = reader.littleEndian16(6);
    height = reader.littleEndian16(8);
    ImageDetails.requireSize(width, height);
    int position = HEADER_LENGTH + colourTableLength(reader.byteAt(10));
    reader.require(0, position);
    kept.write(reader.bytes(), 0, position);
    while (reader.byteAt(position) != TRAILER) {
      int end =
          switch (reader.byteAt(position)) {
            case EXTENSION -> endOfBlocks(position + 2);
            case IMAGE -> readFrame(position);
            default -> throw new InvalidAttachmentException("is damaged");
          };
      if (keepsMetadata || !isMetadata(position)) {
        kept.write(reader.bytes(), position, end - position);
      }
      position = end;
    }
    kept.write(TRAILER);
    if (frames == 0) {
      throw new InvalidAttachmentException("has no picture in it");
    }
    return new ImageDetails((int) width, (int) height, kept.toByteArray());
  }

  /** Everything but what is shown, for how long, and how often an animation is repeated. */
  private boolean isMetadata(int position) throws InvalidAttachmentException {
    if (reader.byteAt(position) != EXTENSION) {
      return false;
    }
    return switch (reader.byteAt(position + 1)) {
      case GRAPHIC_CONTROL, PLAIN_TEXT -> false;
      case APPLICATION ->
          !reader.startsWith(position + 3, "NETSCAPE2.0")
              && !reader.startsWith(position + 3, "ANIMEXTS1.0");
      default -> true;
    };
  }

  /** Reads an image, which may reach beyond the screen that the header states. */
  private int readFrame(int position) throws InvalidAttachmentException {
    long frameWidth = reader.littleEndian16(position + 5);
    long frameHeight = reader.littleEndian16(position + 7);
    width = Math.max(width, reader.littleEndian16(position + 1) + frameWidth);
    height = Math.max(height, reader.littleEndian16(position + 3) + frameHeight);
    ImageDetails.requireSize(width, height);
    framePixels += frameWidth * frameHeight;
    ImageDetails.requireAnimation(++frames, framePixels);
    int data = position + 10 + colourTableLength(reader.byteAt(position + 9)) + 1;
    int end = endOfBlocks(data);
    ImageDetails.requireData(
        reader.byteAt(data) > 0
            && (long) (end - data) * MAX_PIXELS_PER_BYTE >= frameWidth * frameHeight);
    return end;
  }

  /** Returns where a series of sub-blocks ends: after an empty one. */
  private int endOfBlocks(int start) throws InvalidAttachmentException {
    int position = start;
    for (int size = reader.byteAt(position); size > 0; size = reader.byteAt(position)) {
      position += size + 1;
    }
    return position + 1;
  }

  private static int colourTableLength(int flags) {
    return (flags & HAS_COLOUR_TABLE) == 0 ? 0 : 3 * (2 << (flags & 7));
  }
}
