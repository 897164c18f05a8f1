package dev.firstword.core.preparation;

import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.PrepareRequest;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.TraceContext;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts preparations before a turn is admitted: while the user types, and while they sign in. */
public final class EarlyPreparation {

  private final Profiles profiles;
  private final ConversationStore conversations;
  private final Preparation preparation;
  private final Consumer<Prompt> prefetcher;

  /**
   * Creates the starter.
   *
   * @param prefetcher receives the instructions of a prompt that a user is about to send
   */
  public EarlyPreparation(
      Profiles profiles,
      ConversationStore conversations,
      Preparation preparation,
      Consumer<Prompt> prefetcher) {
    this.profiles = profiles;
    this.conversations = conversations;
    this.preparation = preparation;
    this.prefetcher = prefetcher;
  }

  /**
   * Starts preparing for a message while the caller is still being authenticated. Blocks briefly.
   *
   * @param claimedCaller the caller that the credentials claim to be
   * @param trace the trace of the request
   * @param remoteAddress the address that the request came from
   * @return the preparation, or empty if preparing early would not help
   */
  public Optional<PreparationTask> prepareUnauthenticated(
      Caller claimedCaller, ChatRequest request, TraceContext trace, String remoteAddress) {
    if (request.continues() != null || !request.inputs().isEmpty()) {
      // A continuation needs an answer from the store, which only its owner may read; form inputs
      // have not been turned into a message yet.
      return Optional.empty();
    }
    return profiles
        .find(request.profile())
        .flatMap(profile ->
            preparation.prepareUnauthenticated(
                PreparationRequest.of(claimedCaller, request, profile).withTrace(trace),
                remoteAddress));
  }

  /**
   * Starts preparing for a message that the user is still typing. Blocks.
   *
   * @throws ProblemException if the profile or conversation does not exist, or the caller is over
   *     its rate limit
   */
  public void prepareDraft(Caller caller, PrepareRequest request) {
    Profile profile =
        profiles
            .find(request.profile())
            .orElseThrow(() -> new ProblemException(Problem.unknownProfile(request.profile())));
    String conversationId = request.conversationId();
    if (conversationId != null && !conversations.exists(caller, conversationId)) {
      throw new ProblemException(Problem.unknownConversation());
    }
    PreparationRequest draft =
        new PreparationRequest(caller, profile, conversationId, request.draft(), null);
    preparation.prepareDraft(draft);
    if (draft.message().isBlank()) {
      prefetcher.accept(draft.instructions());
    }
  }
}
