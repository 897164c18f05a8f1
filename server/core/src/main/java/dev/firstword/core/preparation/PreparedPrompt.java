package dev.firstword.core.preparation;

import dev.firstword.core.prompt.Prompt;
import dev.firstword.relay.event.Source;
import java.util.List;

/**
 * A prompt that is ready to send to a model.
 *
 * @param sources the sources of its passages, ordered by passage number, from 1
 */
public record PreparedPrompt(Prompt prompt, List<Source> sources) {

  public PreparedPrompt {
    sources = List.copyOf(sources);
  }
}
