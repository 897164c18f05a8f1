package dev.firstword.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firstword.conversation.Conversation;
import dev.firstword.conversation.ConversationStore;
import dev.firstword.identity.Caller;
import dev.firstword.identity.key.IssuedKey;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.ChatRequestReader;
import dev.firstword.protocol.Identifier;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnStore;
import dev.firstword.turn.TurnStore.NewTurn;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks the way of a turn up to its first event once before anybody else does, as a caller whom no
 * request can be: the first person does not wait for classes to load and statements to be prepared.
 */
final class WarmUp {

  private static final int MOST_LEFT = 100;
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final Caller NOBODY = new Caller("", "");

  private final TurnStore turns;
  private final ConversationStore conversations;

  WarmUp(TurnStore turns, ConversationStore conversations) {
    this.turns = turns;
    this.conversations = conversations;
  }

  /** Walks through the store; leaves nothing behind. Blocks. */
  void store() {
    ChatRequest request = ChatRequestReader.read("{\"message\":\"Hello\"}".getBytes(US_ASCII));
    long now = System.currentTimeMillis();
    TurnIdentity identity =
        new TurnIdentity(
            Identifier.create("turn", now),
            Identifier.create("conv", now),
            Identifier.create("msg", now),
            Identifier.create("msg", now),
            NOBODY);
    turns.begin(NewTurn.of(identity, request.profile(), true, request.message(), "warm-up", now));
    conversations.page(NOBODY, identity.conversationId(), null, 1);
    // A server that was killed while it warmed up has left its own behind.
    for (Conversation left : conversations.list(NOBODY, MOST_LEFT)) {
      conversations.delete(NOBODY, left.id());
    }
  }

  /**
   * Walks through the face, with a request that is refused: its key is nobody's, or where none is
   * asked for, its conversation.
   */
  void face(String host, int port) {
    byte[] body = "{\"message\":\"Hello\",\"conversation_id\":\"none\"}".getBytes(US_ASCII);
    String head =
        "POST /api/chat/stream HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            + "authorization: Bearer "
            + IssuedKey.create().text()
            + "\r\nconnection: close\r\ncontent-length: "
            + body.length
            + "\r\n\r\n";
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout((int) LONGEST_ANSWER.toMillis());
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      socket.getOutputStream().write(body);
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      log.warn("the warm-up request failed; the first turn may be slower: {}", e.toString());
    }
  }
}
