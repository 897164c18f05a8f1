package dev.firstword.doctor;

import java.io.IOException;
import java.util.List;

/** Looks at one thing, by streams of its own. */
interface Check {

  /**
   * Looks, and says what it found.
   *
   * @throws IOException when the way to the server broke while it looked
   */
  List<Finding> examine(Line line) throws IOException;

  /** What it says something about; what is told as unknown when it can't. */
  Subject subject();
}
