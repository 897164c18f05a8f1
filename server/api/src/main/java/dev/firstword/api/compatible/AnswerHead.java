package dev.firstword.api.compatible;

import dev.firstword.core.direct.DirectRequest;
import java.time.Instant;

/**
 * What is known of an answer before its first block.
 *
 * @param id the id of the answer
 * @param model the name of the model that answers
 */
public record AnswerHead(String id, String model, Instant created, DirectRequest request) {

  /** Returns when the answer was created, in seconds since the epoch. */
  long createdSeconds() {
    return created.getEpochSecond();
  }
}
