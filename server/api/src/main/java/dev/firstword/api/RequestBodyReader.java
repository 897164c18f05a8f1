package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.BodyListener;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a complete request body, with limits on size and time. */
public final class RequestBodyReader implements BodyListener {

  private final RequestContext context;
  private final Limits limits;
  private final Consumer<byte[]> then;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private EventLoop.@Nullable Timer deadline;
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
    deadline = context.loop().schedule(limits.timeout, () -> fail(Problem.slowRequest()));
    context.request().readBody(this);
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

  @Override
  public void onBytes(byte[] chunk) {
    if (finished) {
      return;
    }
    if (body.size() + chunk.length > limits.maxBytes) {
      fail(Problem.tooLarge(limits.maxBytes));
    } else {
      body.writeBytes(chunk);
    }
  }

  @Override
  public void onEnd() {
    if (!finished) {
      finish();
      context.runGuarded(() -> then.accept(body.toByteArray()));
    }
  }

  /** Malformed chunks, or the client disconnected; then the response is discarded. */
  @Override
  public void onFailure() {
    fail(Problem.malformed("The request is not valid HTTP."));
  }

  private void fail(Problem problem) {
    if (!finished) {
      finish();
      context.sendProblemAndClose(problem);
    }
  }

  private void finish() {
    finished = true;
    EventLoop.Timer.cancelIfSet(deadline);
  }
}
