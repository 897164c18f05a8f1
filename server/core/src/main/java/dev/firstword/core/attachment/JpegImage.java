package dev.firstword.core.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/**
 * Reads the segments of a JPEG file (ITU-T T.81). Of the metadata it keeps what a picture looks
 * wrong without: the colour profile, and which side is up.
 */
final class JpegImage {

  private static final int MARKER = 0xff;
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int APPLICATION_0 = 0xe0;
  private static final int APPLICATION_2 = 0xe2;
  private static final int APPLICATION_14 = 0xee;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int RESERVED = 0xc8;
  private static final int ARITHMETIC_CONDITIONING = 0xcc;
  private static final int FIRST_TABLE = 0xdb;
  private static final int LAST_TABLE = 0xdf;

  /** What decoders read of the segments that say how colours are coded. */
  private static final int JFIF_FIELDS = 12;

  private static final int JFIF_THUMBNAIL_SIZE = 2;
  private static final int ADOBE_FIELDS = 12;

  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;
  private static final int FIRST_ARITHMETIC = 0xc9;

  /** Pixels of a block, for which a Huffman code of one bit is the least. */
  private static final int PIXELS_PER_BLOCK = 64;

  private final ByteReader reader;
  private final boolean keepsMetadata;
  private final ByteArrayOutputStream kept;
  private int width;
  private int height;
  private boolean isArithmetic;
  private long scanBytes;
  private int orientation = ExifOrientation.UPRIGHT;

  private JpegImage(ByteReader reader, boolean keepsMetadata) {
    this.reader = reader;
    this.keepsMetadata = keepsMetadata;
    this.kept = new ByteArrayOutputStream(reader.length());
  }

  static ImageDetails read(ByteReader reader, boolean keepsMetadata)
      throws InvalidAttachmentException {
    return new JpegImage(reader, keepsMetadata).read();
  }

  private ImageDetails read() throws InvalidAttachmentException {
    int position = 2;
    while (true) {
      if (reader.byteAt(position) != MARKER) {
        throw new InvalidAttachmentException("is damaged");
      }
      int marker = reader.byteAt(position + 1);
      if (marker == MARKER) {
        position++; // Fill bytes may precede any marker.
        continue;
      }
      if (marker == END) {
        break;
      }
      int end = position + 2 + reader.bigEndian16(position + 2);
      reader.require(position, end - position);
      readSegment(marker, position, end);
      keep(marker, position, end);
      position = marker == SCAN ? copyScan(end) : end;
    }
    ImageDetails.requireSize(width, height);
    long blocks = (long) width * height / PIXELS_PER_BLOCK;
    ImageDetails.requireData(scanBytes > 0 && (isArithmetic || scanBytes * 8 >= blocks));
    return new ImageDetails(width, height, assemble());
  }

  private void readSegment(int marker, int position, int end) throws InvalidAttachmentException {
    if (end < position + 4) {
      throw new InvalidAttachmentException("is damaged");
    }
    if (marker == SCAN && width == 0) {
      throw new InvalidAttachmentException("has no header");
    }
    if (isFrameHeader(marker)) {
      if (width != 0) {
        throw new InvalidAttachmentException("states its size more than once");
      }
      isArithmetic = marker >= FIRST_ARITHMETIC;
      height = reader.bigEndian16(position + 5);
      width = reader.bigEndian16(position + 7);
      ImageDetails.requireSize(width, height);
    } else if (ExifOrientation.isExif(reader, position)) {
      orientation = ExifOrientation.read(reader, position, end);
    }
  }

  /** SOF0 to SOF15, except for the tables and the reserved marker between them. */
  private static boolean isFrameHeader(int marker) {
    return marker >= 0xc0
        && marker <= 0xcf
        && marker != HUFFMAN_TABLES
        && marker != RESERVED
        && marker != ARITHMETIC_CONDITIONING;
  }

  /** Keeps what a picture is decoded with; everything else is metadata. */
  private void keep(int marker, int position, int end) {
    if (keepsMetadata || isNeeded(marker, position + 4)) {
      kept.write(reader.bytes(), position, end - position);
    } else if (marker == APPLICATION_0) {
      // Without the small picture at its end, which may show what was cut off from the large one.
      keepFields(position, end, "JFIF\0", JFIF_FIELDS, JFIF_THUMBNAIL_SIZE);
    } else if (marker == APPLICATION_14) {
      keepFields(position, end, "Adobe", ADOBE_FIELDS, 0);
    }
  }

  /** Keeps the start of a segment of that name, followed by zeros. */
  private void keepFields(int position, int end, String name, int fields, int zeros) {
    int data = position + 4;
    if (reader.startsWith(data, name) && end - data >= fields + zeros) {
      kept.write(reader.bytes(), position, 2);
      kept.write(0);
      kept.write(2 + fields + zeros);
      kept.write(reader.bytes(), data, fields);
      kept.write(new byte[zeros], 0, zeros);
    }
  }

  private boolean isNeeded(int marker, int data) {
    return isFrameHeader(marker)
        || marker == HUFFMAN_TABLES
        || marker == ARITHMETIC_CONDITIONING
        || marker == SCAN
        || (marker >= FIRST_TABLE && marker <= LAST_TABLE)
        || (marker == APPLICATION_2 && reader.startsWith(data, "ICC_PROFILE\0"));
  }

  /** Copies compressed data, and returns the position of the marker that ends it. */
  private int copyScan(int start) throws InvalidAttachmentException {
    int position = start;
    while (true) {
      if (reader.byteAt(position) == MARKER) {
        int next = reader.byteAt(position + 1);
        boolean isData = next == 0 || (next >= FIRST_RESTART && next <= LAST_RESTART);
        if (!isData && next != MARKER) {
          break;
        }
      }
      position++;
    }
    scanBytes += position - start;
    kept.write(reader.bytes(), start, position - start);
    return position;
  }

  /** Returns the file without what follows its end, such as a second picture with its place. */
  private byte[] assemble() {
    byte[] exif =
        keepsMetadata ? new byte[0] : ExifOrientation.segment(orientation).getBytes(ISO_8859_1);
    ByteArrayOutputStream file = new ByteArrayOutputStream(kept.size() + exif.length + 4);
    file.write(MARKER);
    file.write(START);
    file.writeBytes(exif);
    file.writeBytes(kept.toByteArray());
    file.write(MARKER);
    file.write(END);
    return file.toByteArray();
  }
}
