package dev.firstword.core.turn.admission;

import dev.firstword.core.preparation.AcceptedMessage;
import dev.firstword.core.preparation.PreparationRequest;
import dev.firstword.core.profile.OutputPolicy;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.turn.store.TurnIdentity;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
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

  /** What is asked of the output. */
  public GenerationOptions options() {
    return options(request.chatRequest(), profile);
  }

  /** Returns what a request and its profile ask of the output; the request comes first. */
  static GenerationOptions options(ChatRequest request, Profile profile) {
    GenerationOptions options = request.options();
    OutputPolicy defaults = profile.answerPolicy().output();
    if (defaults.temperature() == null && defaults.topP() == null) {
      return options;
    }
    return new GenerationOptions(
        options.maxTokens(),
        options.temperature() == null ? defaults.temperature() : options.temperature(),
        options.topP() == null ? defaults.topP() : options.topP(),
        options.stop(),
        options.responseFormat(),
        options.tools(),
        options.toolChoice(),
        options.parallelToolCalls());
  }

  /** The text that the answer continues; empty for a new answer. */
  public String answerSoFar() {
    return interruptedAnswer == null ? "" : interruptedAnswer.text();
  }

  /** The bytes of the images and files that the model is asked about. */
  long mediaBytes() {
    Stream<MediaDescription> media =
        interruptedAnswer == null
            ? request.chatRequest().attachments().stream().map(Attachment::description)
            : interruptedAnswer.media().stream();
    return media.mapToLong(MediaDescription::bytes).sum();
  }

  /**
   * The message as stored for the given turn.
   *
   * @param memory reserves memory for older images and files
   */
  AcceptedMessage acceptedMessage(
      TurnIdentity identity, @Nullable Long position, LongPredicate memory) {
    return interruptedAnswer == null
        ? AcceptedMessage.of(
            identity.userMessageId(),
            request.chatRequest().message(),
            request.chatRequest().attachments(),
            position,
            request.receivedNanos(),
            request.authenticatedNanos(),
            memory)
        : new AcceptedMessage(
            interruptedAnswer.userMessageId(),
            interruptedAnswer.question(),
            interruptedAnswer.media(),
            Map.of(),
            null,
            request.receivedNanos(),
            request.authenticatedNanos(),
            memory);
  }
}
