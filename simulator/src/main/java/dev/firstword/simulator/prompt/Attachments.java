package dev.firstword.simulator.prompt;

/** The number of images and of other files in a message and in the tool results after it. */
public record Attachments(int images, int files) {
  public static final Attachments NONE = new Attachments(0, 0);
  public static final Attachments IMAGE = new Attachments(1, 0);
  public static final Attachments FILE = new Attachments(0, 1);

  public Attachments plus(Attachments other) {
    return new Attachments(images + other.images, files + other.files);
  }
}
