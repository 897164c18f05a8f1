package dev.firstword.app.wiring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.conversation.Conversation;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.key.IssuedKey;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the path of a turn up to its first event once at startup, as a caller that no request can
 * have. The first user then does not wait for class loading and statement preparation.
 */
final class ServerWarmUp {

  private static final int MAX_LEFTOVERS = 100;
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(ServerWarmUp.class);
  private static final Caller WARM_UP_CALLER = new Caller("", "");

  private final TurnStore turns;
  private final ConversationStore conversations;

  ServerWarmUp(TurnStore turns, ConversationStore conversations) {
    this.turns = turns;
    this.conversations = conversations;
  }

  /** Runs the path through the store and deletes what it created. Blocks. */
  void warmUpStore() {
    byte[] body = "{\"message\":\"Hello\"}".getBytes(US_ASCII);
    ChatRequest request = new ChatRequestReader(AttachmentPolicy.DEFAULT, body.length).read(body);
    long now = System.currentTimeMillis();
    TurnIdentity identity =
        new TurnIdentity(
            Identifier.create("turn", now),
            Identifier.create("conv", now),
            Identifier.create("msg", now),
            Identifier.create("msg", now),
            WARM_UP_CALLER);
    turns.insert(NewTurn.of(identity, request.profile(), true, request.message(), "warm-up", now));
    conversations.page(WARM_UP_CALLER, identity.conversationId(), null, 1);
    // A server that was killed during its warm-up left its conversation behind.
    for (Conversation leftover : conversations.list(WARM_UP_CALLER, MAX_LEFTOVERS)) {
      conversations.delete(WARM_UP_CALLER, leftover.id());
    }
  }

  /**
   * Loads the library that checks the schemas of tools, which takes most of a second. The server
   * does not wait for it; the first request with tools waits for what is left at most.
   *
   * @return the thread that does it, and ends by itself
   */
  static Thread loadSchemaLibrary() {
    byte[] body = "{\"message\":\"Hello\",\"tools\":[{\"name\":\"a\"}]}".getBytes(US_ASCII);
    ChatRequestReader reader = new ChatRequestReader(AttachmentPolicy.DEFAULT, body.length);
    return Thread.ofPlatform()
        .daemon()
        .name("schema-warm-up")
        .start(() -> {
          try {
            reader.read(body);
          } catch (RuntimeException e) {
            log.warn("the warm-up of schemas failed; the first turn with tools is slower", e);
          }
        });
  }

  /**
   * Runs the HTTP path with a request that is refused: its key is unknown or, if no key is
   * required, its conversation is.
   */
  void warmUpHttp(String host, int port) {
    byte[] body = "{\"message\":\"Hello\",\"conversation_id\":\"none\"}".getBytes(US_ASCII);
    String head =
        "POST /api/chat/stream HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            + "authorization: Bearer "
            + IssuedKey.create().text()
            + "\r\nconnection: close\r\ncontent-length: "
            + body.length
            + "\r\n\r\n";
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout((int) RESPONSE_TIMEOUT.toMillis());
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      socket.getOutputStream().write(body);
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      log.warn("the warm-up request failed; the first turn may be slower: {}", e.toString());
    }
  }
}
