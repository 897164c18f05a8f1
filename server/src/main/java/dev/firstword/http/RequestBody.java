package dev.firstword.http;

import dev.firstword.loop.EventLoop;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads a request's body whole, within bounds of size and time. */
final class RequestBody {

  private final Exchange exchange;
  private final Limits limits;
  private final Consumer<byte[]> then;
  private final Buffer body = Buffer.buffer();
  private boolean over;

  private RequestBody(Exchange exchange, Limits limits, Consumer<byte[]> then) {
    this.exchange = exchange;
    this.limits = limits;
    this.then = then;
  }

  /** How large a body may be, and how long it may take. */
  record Limits(int bytes, Duration time) {}

  /**
   * Reads a JSON body, or refuses the request.
   *
   * @param then gets the body on the loop
   */
  static void readJson(Exchange exchange, Limits limits, Consumer<byte[]> then) {
    requireJson(exchange);
    new RequestBody(exchange, limits, then).read();
  }

  /**
   * Reads a body of any kind, or refuses the request; goes on with one that was paused.
   *
   * @param then gets the body on the loop
   */
  static void readAny(Exchange exchange, Limits limits, Consumer<byte[]> then) {
    new RequestBody(exchange, limits, then).read();
    exchange.request().resume();
  }

  private static void requireJson(Exchange exchange) {
    if (!mediaType(exchange).equals("application/json")) {
      throw new RefusedException(Problem.wrongMediaType());
    }
  }

  /** What the body is, without its parameters; empty when that is not said. */
  static String mediaType(Exchange exchange) {
    String mediaType = exchange.header("content-type");
    return mediaType == null ? "" : mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private void read() {
    if (declaredTooLarge()) {
      exchange.refuseAndClose(Problem.tooLarge(limits.bytes));
      return;
    }
    if (isEncoded()) {
      exchange.refuseAndClose(
          Problem.malformed("Send the request plain or chunked, without another encoding."));
      return;
    }
    EventLoop.Timer deadline =
        exchange.loop().schedule(limits.time, () -> giveUp(Problem.slowRequest()));
    exchange
        .request()
        .handler(this::append)
        .exceptionHandler(_ -> {
          deadline.cancel();
          // Broken chunks; or the client went away while sending, and nobody reads this.
          giveUp(Problem.malformed("The request is not valid HTTP."));
        })
        .endHandler(_ -> {
          deadline.cancel();
          if (!over) {
            over = true;
            exchange.guarded(() -> then.accept(body.getBytes()));
          }
        });
  }

  private boolean declaredTooLarge() {
    String length = exchange.header("content-length");
    return length != null && (length.length() > 12 || Long.parseLong(length) > limits.bytes);
  }

  /** Where a body ends that is encoded otherwise, proxies and servers may disagree about. */
  private boolean isEncoded() {
    String encoding = exchange.header("transfer-encoding");
    return encoding != null && !encoding.strip().equalsIgnoreCase("chunked");
  }

  private void append(Buffer part) {
    if (over) {
      return;
    }
    if (body.length() + part.length() > limits.bytes) {
      giveUp(Problem.tooLarge(limits.bytes));
    } else {
      body.appendBuffer(part);
    }
  }

  private void giveUp(Problem problem) {
    if (!over) {
      over = true;
      exchange.refuseAndClose(problem);
    }
  }
}
