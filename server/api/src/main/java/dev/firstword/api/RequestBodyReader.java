package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.loop.EventLoop;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads a complete request body, with limits on size and time. */
public final class RequestBodyReader {

  private final RequestContext context;
  private final Limits limits;
  private final Consumer<byte[]> then;
  private final Buffer body = Buffer.buffer();
  private boolean finished;

  private RequestBodyReader(RequestContext context, Limits limits, Consumer<byte[]> then) {
    this.context = context;
    this.limits = limits;
    this.then = then;
  }

  /** The maximum size of a body, in bytes, and the time it may take to arrive. */
  public record Limits(int maxBytes, Duration timeout) {}

  /**
   * Reads a JSON body, or responds with a problem.
   *
   * @param then receives the body on the event loop
   */
  static void readJson(RequestContext context, Limits limits, Consumer<byte[]> then) {
    requireJson(context);
    new RequestBodyReader(context, limits, then).read();
  }

  /**
   * Reads a body of any media type, or responds with a problem. Resumes a paused request.
   *
   * @param then receives the body on the event loop
   */
  static void readAny(RequestContext context, Limits limits, Consumer<byte[]> then) {
    new RequestBodyReader(context, limits, then).read();
    context.request().resume();
  }

  private static void requireJson(RequestContext context) {
    if (!mediaType(context).equals("application/json")) {
      throw new ProblemException(Problem.wrongMediaType());
    }
  }

  /** Returns the media type of the body without its parameters; empty if not given. */
  static String mediaType(RequestContext context) {
    String mediaType = context.header("content-type");
    return mediaType == null ? "" : mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private void read() {
    if (isDeclaredTooLarge()) {
      context.sendProblemAndClose(Problem.tooLarge(limits.maxBytes));
      return;
    }
    if (hasUnsupportedEncoding()) {
      context.sendProblemAndClose(
          Problem.malformed("Send the request with no transfer encoding other than chunked."));
      return;
    }
    EventLoop.Timer deadline =
        context.loop().schedule(limits.timeout, () -> fail(Problem.slowRequest()));
    context
        .request()
        .handler(this::append)
        .exceptionHandler(_ -> {
          deadline.cancel();
          // Malformed chunks, or the client disconnected; then the response is discarded.
          fail(Problem.malformed("The request is not valid HTTP."));
        })
        .endHandler(_ -> {
          deadline.cancel();
          if (!finished) {
            finished = true;
            context.runGuarded(() -> then.accept(body.getBytes()));
          }
        });
  }

  private boolean isDeclaredTooLarge() {
    String length = context.header("content-length");
    return length != null && (length.length() > 12 || Long.parseLong(length) > limits.maxBytes);
  }

  /**
   * Rejects other encodings: proxies and servers may disagree about where such a body ends (request
   * smuggling).
   */
  private boolean hasUnsupportedEncoding() {
    String encoding = context.header("transfer-encoding");
    return encoding != null && !encoding.strip().equalsIgnoreCase("chunked");
  }

  private void append(Buffer chunk) {
    if (finished) {
      return;
    }
    if (body.length() + chunk.length() > limits.maxBytes) {
      fail(Problem.tooLarge(limits.maxBytes));
    } else {
      body.appendBuffer(chunk);
    }
  }

  private void fail(Problem problem) {
    if (!finished) {
      finished = true;
      context.sendProblemAndClose(problem);
    }
  }
}
