package dev.firstword.api;

import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.AttachmentStore.StoredAttachment;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.HttpMethod;
import java.time.Duration;
import java.util.Set;

/**
 * {@code GET /api/conversations/{id}/attachments/{sha256}}: the bytes of an image or a file that
 * was sent in a conversation. They come from users, so a browser must not run them in the name of
 * the product: only images that cannot hold scripts are shown, the rest is downloaded.
 */
final class AttachmentRoute {

  private static final Set<String> SHOWN_MEDIA_TYPES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  /** After this, a client that has not taken all of an attachment is cut off. */
  private static final Duration TRANSFER_TIMEOUT = Duration.ofMinutes(2);

  private final AttachmentStore attachments;
  private final RequestAuthorizer authorizer;

  /** The memory for everything that clients have not taken yet. */
  private final BodyBudget budget = new BodyBudget(BodyBudget.DEFAULT_BYTES);

  AttachmentRoute(AttachmentStore attachments, RequestAuthorizer authorizer) {
    this.attachments = attachments;
    this.authorizer = authorizer;
  }

  void addTo(Routes routes) {
    routes.add(
        HttpMethod.GET, "/api/conversations/{id}/attachments/{sha256}", this::sendAttachment);
  }

  private void sendAttachment(RequestContext context, String conversationId, String sha256) {
    authorizer.forCaller(
        context,
        caller ->
            attachments
                .find(caller, conversationId, sha256)
                .orElseThrow(() -> new ProblemException(Problem.unknownAttachment())),
        found -> send(context, found));
  }

  private void send(RequestContext context, StoredAttachment attachment) {
    BodyBudget.Reservation memory = budget.reserve();
    if (!memory.tryGrow(attachment.content().length)) {
      context.sendProblem(Problem.tooManyDownloads());
      return;
    }
    EventLoop.Timer timeout =
        context.loop().schedule(TRANSFER_TIMEOUT, () -> context.response().abort());
    boolean isShown = SHOWN_MEDIA_TYPES.contains(attachment.mediaType());
    context
        .response()
        .status(200)
        .header("content-type", isShown ? attachment.mediaType() : "application/octet-stream")
        .header("content-disposition", isShown ? "inline" : "attachment")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .header("cross-origin-resource-policy", "same-origin")
        .header("x-content-type-options", "nosniff")
        .header("cache-control", "private, no-store")
        .end(
            attachment.content(),
            () -> {
              timeout.cancel();
              memory.close();
            });
  }
}
