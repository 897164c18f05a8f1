package dev.firstword.http;

import dev.firstword.identity.Caller;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.ChatRequestReader;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.turn.Turns;
import dev.firstword.turn.Turns.Begun;
import dev.firstword.turn.Turns.Opening;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/chat/stream}: begins a turn and streams it. The head leaves with the first
 * event, as soon as the user's message is durable and before anything slow.
 */
final class ChatRoute {

  private static final int LONGEST_KEY = 255;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private final Turns turns;
  private final Access access;
  private final int longestBody;

  ChatRoute(Turns turns, Access access, int longestBody) {
    this.turns = turns;
    this.access = access;
    this.longestBody = longestBody;
  }

  void handle(Exchange exchange, String id) {
    RequestBody.readJson(
        exchange,
        longestBody,
        body ->
            access.forCaller(
                exchange,
                caller -> begin(exchange, caller, body),
                begun -> stream(exchange, begun)));
  }

  private Begun begin(Exchange exchange, Caller caller, byte[] body) {
    long authenticatedNanos = System.nanoTime();
    ChatRequest request = ChatRequestReader.read(body);
    return turns.begin(
        new Opening(
            caller,
            request,
            idempotencyKey(exchange),
            digest(body),
            traceparent(exchange),
            exchange.receivedNanos(),
            authenticatedNanos,
            exchange.loop()));
  }

  private void stream(Exchange exchange, Begun begun) {
    if (exchange.response().closed()) {
      turns.startUnread(begun);
      return;
    }
    if (begun.replayed()) {
      exchange.response().putHeader("idempotency-replayed", "true");
    }
    TurnStream stream = TurnStream.open(exchange, begun.turn(), 0, serverTiming(begun.opening()));
    turns.start(begun, stream);
    stream.begin();
  }

  private static String serverTiming(Opening opening) {
    long now = System.nanoTime();
    return String.format(
        Locale.ROOT,
        "auth;dur=%.1f, store;dur=%.1f",
        (opening.authenticatedNanos() - opening.receivedNanos()) / 1e6,
        (now - opening.authenticatedNanos()) / 1e6);
  }

  private static @Nullable String idempotencyKey(Exchange exchange) {
    String key = exchange.header("idempotency-key");
    if (key != null && (key.length() > LONGEST_KEY || !KEY.matcher(key).matches())) {
      throw new RefusedException(
          Problem.malformed(
              "The Idempotency-Key must be 1 to " + LONGEST_KEY + " visible ASCII characters."));
    }
    return key;
  }

  private static @Nullable String traceparent(Exchange exchange) {
    String value = exchange.header("traceparent");
    return value != null && TRACEPARENT.matcher(value).matches() ? value : null;
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
