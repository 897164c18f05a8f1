package dev.firstword.core.attachment;

/**
 * What the headers of an image say, and its bytes without metadata.
 *
 * @param content the bytes to store
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ImageDetails(int width, int height, byte[] content) {

  /** Providers refuse larger ones. */
  static final int MAX_SIDE = 8_000;

  /** A decoder needs 160 MB for as many. */
  static final int MAX_PIXELS = 40_000_000;

  static final int MAX_FRAMES = 100;

  /** More than a hundred frames of full HD, which take a decoder some seconds. */
  static final long MAX_FRAME_PIXELS = 250_000_000;

  /** Anthropic's formula for the tokens of an image. */
  private static final int PIXELS_PER_TOKEN = 750;

  /** Providers scale larger images down to about this. */
  private static final int MAX_TOKENS = 1_600;

  int estimatedTokens() {
    long tokens = ((long) width * height + PIXELS_PER_TOKEN - 1) / PIXELS_PER_TOKEN;
    return (int) Math.min(MAX_TOKENS, tokens);
  }

  /** Requires a size that can be decoded with bounded memory. */
  static void requireSize(long width, long height) throws InvalidAttachmentException {
    if (width < 1 || height < 1) {
      throw new InvalidAttachmentException("states no width and height");
    }
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
      throw new InvalidAttachmentException(
          "is %d x %d pixels; at most %d on a side and %d million in all are accepted"
              .formatted(width, height, MAX_SIDE, MAX_PIXELS / 1_000_000));
    }
  }

  static void requireFrames(long frames) throws InvalidAttachmentException {
    if (frames > MAX_FRAMES) {
      throw new InvalidAttachmentException(
          "is an animation of more than " + MAX_FRAMES + " frames");
    }
  }

  /** Requires frames that can be decoded in bounded time. */
  static void requireAnimation(long frames, long pixels) throws InvalidAttachmentException {
    requireFrames(frames);
    if (pixels > MAX_FRAME_PIXELS) {
      throw new InvalidAttachmentException(
          "is an animation of more than %d million pixels".formatted(MAX_FRAME_PIXELS / 1_000_000));
    }
  }

  /** Requires a frame to be a part of the picture, as large as the header states it. */
  static void requireInside(boolean isInside) throws InvalidAttachmentException {
    if (!isInside) {
      throw new InvalidAttachmentException("has a frame outside of the size that it states");
    }
  }

  /** Requires the data to be long enough for the stated size, which is a lie otherwise. */
  static void requireData(boolean isPlausible) throws InvalidAttachmentException {
    if (!isPlausible) {
      throw new InvalidAttachmentException("has too little data for the size that it states");
    }
  }
}
