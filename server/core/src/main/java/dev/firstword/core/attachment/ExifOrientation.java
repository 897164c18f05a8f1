package dev.firstword.core.attachment;

/**
 * Which side of a photograph is up. Cameras store pictures as the sensor sees them, and how to turn
 * them in the EXIF data (CIPA DC-008, tag 274), beside the place and the owner's name.
 */
final class ExifOrientation {

  static final int UPRIGHT = 1;

  private static final int LAST = 8;
  private static final int TAG = 0x0112;
  private static final int ENTRY_LENGTH = 12;
  private static final int MAX_ENTRIES = 200;
  private static final String SIGNATURE = "\u00ff\u00e1";
  private static final String NAME = "Exif\0\0";

  private ExifOrientation() {}

  /** Whether a segment of a JPEG file has EXIF data. */
  static boolean isExif(ByteReader reader, int position) {
    return reader.startsWith(position, SIGNATURE) && reader.startsWith(position + 4, NAME);
  }

  /** Returns the orientation, from 1 to 8; upright if the data is damaged or states none. */
  static int read(ByteReader reader, int position, int end) {
    int start = position + 4 + NAME.length();
    boolean isLittleEndian = reader.startsWith(start, "II");
    try {
      long directory = start + number(reader, start + 4, 4, isLittleEndian);
      if (directory > end) {
        return UPRIGHT;
      }
      int entry = (int) directory + 2;
      long count = number(reader, (int) directory, 2, isLittleEndian);
      for (int i = 0; i < Math.min(count, MAX_ENTRIES) && entry + ENTRY_LENGTH <= end; i++) {
        if (number(reader, entry, 2, isLittleEndian) == TAG) {
          long value = number(reader, entry + 8, 2, isLittleEndian);
          return value >= UPRIGHT && value <= LAST ? (int) value : UPRIGHT;
        }
        entry += ENTRY_LENGTH;
      }
    } catch (InvalidAttachmentException _) {
      return UPRIGHT; // The picture may be whole all the same.
    }
    return UPRIGHT;
  }

  private static long number(ByteReader reader, int position, int bytes, boolean isLittleEndian)
      throws InvalidAttachmentException {
    if (bytes == 2) {
      return isLittleEndian ? reader.littleEndian16(position) : reader.bigEndian16(position);
    }
    return isLittleEndian ? reader.littleEndian32(position) : reader.bigEndian32(position);
  }

  /** Returns a segment that states the orientation and nothing else, one character a byte. */
  static String segment(int orientation) {
    if (orientation == UPRIGHT) {
      return "";
    }
    String directory =
        "\0\u0001" // one entry
            + "\u0001\u0012\0\u0003\0\0\0\u0001\0"
            + (char) orientation
            + "\0\0"
            + "\0\0\0\0"; // no further directory
    String data = NAME + "MM\0*\0\0\0\b" + directory;
    return SIGNATURE + (char) 0 + (char) (data.length() + 2) + data;
  }
}
