package dev.firstword.core.turn.admission;

import dev.firstword.core.profile.Form;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.provider.GenerationOptions;

/** Checks what a request asks for against its profile and the models. */
final class RequestValidator {

  private final Profiles profiles;
  private final ModelSupport models;

  RequestValidator(Profiles profiles, ModelSupport models) {
    this.profiles = profiles;
    this.models = models;
  }

  /**
   * Returns the profile of a request, after checking that the profile and the models allow what the
   * request asks for.
   *
   * @param tenant the tenant of the request
   * @throws ProblemException if they do not
   */
  Profile profileOf(ChatRequest request, String tenant) {
    Profile profile =
        profiles
            .find(request.profile())
            .orElseThrow(() -> new ProblemException(Problem.unknownProfile(request.profile())));
    if (request.system() != null && !profile.allowsSystemOverride()) {
      throw notAnswerable("The profile \"" + profile.name() + "\" fixes its system prompt.");
    }
    requireLength(request.options(), profile);
    String pinned = request.model();
    if (pinned != null && !models.hasModel(pinned)) {
      throw notAnswerable("There is no model named \"" + pinned + "\".");
    }
    models
        .refusal(
            models.requiredRegion(tenant, profile.name()),
            pinned == null ? profile.model() : pinned,
            request.thinkingOr(profile.modelPolicy().thinking()),
            ValidatedRequest.options(request, profile),
            profile.modelPolicy().unsupportedOptions())
        .ifPresent(reason -> {
          throw notAnswerable(reason);
        });
    return profile;
  }

  private static void requireLength(GenerationOptions options, Profile profile) {
    Integer maxTokens = options.maxTokens();
    if (maxTokens != null && maxTokens > profile.maxTokensLimit()) {
      throw notAnswerable(
          "The profile \"%s\" allows at most %d tokens. Lower \"max_tokens\"."
              .formatted(profile.name(), profile.maxTokensLimit()));
    }
  }

  /**
   * Returns the request with the message that the profile's form builds from the inputs.
   *
   * @throws ProblemException if a required input is missing, or there is no message
   */
  static ChatRequest fillForm(ChatRequest request, Profile profile) {
    Form form = profile.answerPolicy().form();
    if (form.isFilledIn(request.inputs())) {
      form.firstMissing(request.inputs())
          .ifPresent(input -> {
            throw notAnswerable("Fill in \"" + input.label() + "\".");
          });
      return request.withMessage(form.fill(request.message(), request.inputs()));
    }
    if (request.message().isBlank() && request.attachments().isEmpty()) {
      throw new ProblemException(
          Problem.malformed("The field \"message\" is missing. Write a message."));
    }
    return request;
  }

  private static ProblemException notAnswerable(String detail) {
    return new ProblemException(Problem.notAnswerable(detail));
  }
}
