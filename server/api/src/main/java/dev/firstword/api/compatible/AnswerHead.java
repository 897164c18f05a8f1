package dev.firstword.api.compatible;

import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingOption;
import java.time.Instant;
import java.util.List;

/**
 * What is known of an answer before its first block.
 *
 * @param id the id of the answer
 * @param model the name of the model that answers
 */
public record AnswerHead(String id, String model, Instant created, DirectRequest request) {

  /** Returns the head of an answer that is stored, whose request is not needed any more. */
  static AnswerHead stored(String api, String id, String model, Instant created) {
    return new AnswerHead(
        id,
        model,
        created,
        new DirectRequest(
            api,
            model,
            new Prompt("", List.of()),
            ThinkingOption.AUTO,
            GenerationOptions.DEFAULT,
            true,
            true,
            List.of()));
  }

  /** Returns when the answer was created, in seconds since the epoch. */
  long createdSeconds() {
    return created.getEpochSecond();
  }
}
