package dev.firstword.core.turn.admission;

import dev.firstword.core.preparation.AcceptedMessage;
import dev.firstword.core.preparation.PreparationRequest;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.turn.store.TurnIdentity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that names an existing profile and model, with its form filled in.
 *
 * @param interruptedAnswer the answer that the turn continues, if any
 */
public record ValidatedRequest(
    TurnRequest request, Profile profile, @Nullable InterruptedAnswer interruptedAnswer) {

  /** What to prepare: the message, or the question whose answer is continued. */
  public PreparationRequest preparationRequest() {
    PreparationRequest newAnswer =
        PreparationRequest.of(request.caller(), request.chatRequest(), profile)
            .withTrace(request.trace());
    return interruptedAnswer == null
        ? newAnswer
        : newAnswer.continuing(
            interruptedAnswer.question(),
            interruptedAnswer.media(),
            interruptedAnswer.text(),
            interruptedAnswer.parts());
  }

  /** How much the model should think. */
  public ThinkingOption thinking() {
    return request.chatRequest().thinkingOr(profile.modelPolicy().thinking());
  }

  /** The text that the answer continues; empty for a new answer. */
  public String answerSoFar() {
    return interruptedAnswer == null ? "" : interruptedAnswer.text();
  }

  /** The message as stored for the given turn. */
  AcceptedMessage acceptedMessage(TurnIdentity identity, @Nullable Long position) {
    return interruptedAnswer == null
        ? AcceptedMessage.of(
            identity.userMessageId(),
            request.chatRequest().message(),
            request.chatRequest().attachments(),
            position,
            request.receivedNanos(),
            request.authenticatedNanos())
        : new AcceptedMessage(
            interruptedAnswer.userMessageId(),
            interruptedAnswer.question(),
            interruptedAnswer.media(),
            Map.of(),
            null,
            request.receivedNanos(),
            request.authenticatedNanos());
  }
}
