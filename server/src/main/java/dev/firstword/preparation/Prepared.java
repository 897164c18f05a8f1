package dev.firstword.preparation;

import dev.firstword.prompt.Prompt;
import dev.firstword.protocol.TurnEvent.Source;
import java.util.List;

/**
 * What a model is asked, ready to be sent.
 *
 * @param sources what the passages in it are from, in the order of their numbers from 1
 */
public record Prepared(Prompt prompt, List<Source> sources) {

  public Prepared {
    sources = List.copyOf(sources);
  }
}
