package dev.firstword.simulator.media;

/** The width and height of an image in pixels. */
public record ImageSize(int width, int height) {

  /** Anthropic scales images down to this edge before they are counted. */
  private static final int MAX_ANTHROPIC_EDGE = 1_568;

  private static final double ANTHROPIC_PIXELS_PER_TOKEN = 750;

  private static final int MAX_OPENAI_EDGE = 2_048;
  private static final int OPENAI_SHORT_EDGE = 768;
  private static final int OPENAI_TILE_EDGE = 512;
  private static final int OPENAI_TOKENS = 85;
  private static final int OPENAI_TOKENS_PER_TILE = 170;

  public int longEdge() {
    return Math.max(width, height);
  }

  /** Returns the tokens of the image by Anthropic's published rule: pixels divided by 750. */
  public int anthropicTokens() {
    double scale = Math.min(1, (double) MAX_ANTHROPIC_EDGE / Math.max(1, longEdge()));
    return (int) Math.ceil(width * scale * height * scale / ANTHROPIC_PIXELS_PER_TOKEN);
  }

  /** Returns the tokens of the image by OpenAI's published rule for {@code gpt-4o}: its tiles. */
  public int openAiTokens(boolean isLowDetail) {
    if (isLowDetail) {
      return OPENAI_TOKENS;
    }
    double scale = Math.min(1, (double) MAX_OPENAI_EDGE / Math.max(1, longEdge()));
    double shortEdge = Math.max(1, Math.min(width, height) * scale);
    scale *= Math.min(1, OPENAI_SHORT_EDGE / shortEdge);
    int tiles = tiles(width * scale) * tiles(height * scale);
    return OPENAI_TOKENS + OPENAI_TOKENS_PER_TILE * tiles;
  }

  private static int tiles(double edge) {
    return Math.max(1, (int) Math.ceil(edge / OPENAI_TILE_EDGE));
  }
}
