package dev.firstword.core.preparation;

import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.prompt.Excerpt;
import dev.firstword.core.prompt.HistoryMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.PromptBuilder;
import dev.firstword.core.retrieval.Passage;
import dev.firstword.relay.event.Source;
import java.util.List;

/** Makes the prompt of a request out of what the phases have found. */
final class PromptAssembler {

  private final PromptMedia media;

  PromptAssembler(AttachmentStore attachments) {
    media = new PromptMedia(attachments);
  }

  /**
   * Makes the prompt. Blocks if it has images or files from the store.
   *
   * @param olderMessages the messages before the accepted one, newest first
   */
  PreparedPrompt assemble(
      PreparationRequest request,
      AcceptedMessage message,
      List<Passage> passages,
      List<Message> olderMessages) {
    String system = request.system();
    PromptBuilder builder =
        new PromptBuilder(
                system == null ? request.profile().system() : system,
                message.message(),
                message.media(),
                passages.stream().map(PromptAssembler::excerpt).toList(),
                request.profile().historyTokens())
            .withScope(request.cacheScope());
    for (Message older : olderMessages) {
      if (!builder.addOlder(historyMessage(older))) {
        break;
      }
    }
    if (!request.partialAnswer().isEmpty()) {
      builder.continueFrom(request.partialAnswer(), request.partialParts());
    }
    return new PreparedPrompt(
        media.addTo(builder.build(), request.caller(), message),
        passages.stream().map(PromptAssembler::source).toList());
  }

  static HistoryMessage historyMessage(Message message) {
    Role role =
        switch (message.author()) {
          case USER -> Role.USER;
          case ASSISTANT -> Role.ASSISTANT;
        };
    return new HistoryMessage(role, message.text(), message.parts(), message.position());
  }

  private static Excerpt excerpt(Passage passage) {
    return new Excerpt(passage.title(), passage.source(), passage.heading(), passage.text());
  }

  private static Source source(Passage passage) {
    return new Source(passage.documentId(), passage.title(), passage.source(), passage.heading());
  }
}
