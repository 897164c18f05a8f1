package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.ResponseTranslator;
import dev.firstword.adapters.dialect.RetryAfter;
import dev.firstword.adapters.dialect.WireDialect;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ResponseLimits;
import dev.firstword.relay.client.ClientCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ResponseListener;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One model call over HTTP. Distinguishes answers from error responses and enforces the size limits
 * of both.
 */
final class HttpModelCall implements ModelCall, ResponseListener {

  private final WireDialect dialect;
  private final ResponseLimits limits;
  private final InstantSource clock;
  private final ListenerGate gate;
  private final ResponseTranslator translator;

  private @Nullable ClientCall clientCall;
  private @Nullable ErrorResponse errorResponse;
  private long answerBytes;

  HttpModelCall(
      WireDialect dialect,
      String model,
      ResponseLimits limits,
      InstantSource clock,
      ModelCallListener listener) {
    this.dialect = dialect;
    this.limits = limits;
    this.clock = clock;
    this.gate = new ListenerGate(listener);
    this.translator = dialect.translator(gate, model);
  }

  void attach(ClientCall call) {
    clientCall = call;
  }

  @Override
  public void cancel() {
    gate.close();
    cancelClientCall();
  }

  @Override
  public void onHead(int status, Function<String, @Nullable String> header) {
    if (status != 200 || !mayBeEventStream(header.apply("content-type"))) {
      errorResponse = new ErrorResponse(status, RetryAfter.read(header, clock));
    }
  }

  /** A missing content type is accepted, since the body shows what it is. */
  private static boolean mayBeEventStream(@Nullable String contentType) {
    return contentType == null
        || contentType.strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  @Override
  public void onBytes(byte[] bytes, int offset, int length) {
    if (errorResponse != null) {
      errorResponse.append(bytes, offset, length);
      return;
    }
    answerBytes += length;
    if (answerBytes > limits.maxAnswerBytes()) {
      gate.fail(new Malformed("the answer has more than " + limits.maxAnswerBytes() + " bytes"));
      cancelClientCall();
      return;
    }
    translator.read(bytes, offset, length);
    if (gate.isCompleted() && clientCall != null) {
      clientCall.finish();
    } else if (!gate.isOpen()) {
      cancelClientCall();
    }
  }

  @Override
  public void onReadComplete() {
    if (errorResponse == null) {
      gate.emitReadComplete();
    }
  }

  @Override
  public void onEnd() {
    if (errorResponse != null) {
      errorResponse.report();
    } else {
      translator.end();
    }
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    if (errorResponse != null) {
      errorResponse.report();
    } else {
      translator.fail(failure);
    }
  }

  private void cancelClientCall() {
    if (clientCall != null) {
      clientCall.cancel();
    }
  }

  /** An error response whose body is being read. */
  private final class ErrorResponse {
    private final int status;
    private final @Nullable Duration retryAfter;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);

    ErrorResponse(int status, @Nullable Duration retryAfter) {
      this.status = status;
      this.retryAfter = retryAfter;
    }

    void append(byte[] bytes, int offset, int length) {
      int remaining = limits.maxErrorBytes() - body.size();
      body.write(bytes, offset, Math.min(remaining, length));
      if (length >= remaining) {
        report();
        cancelClientCall();
      }
    }

    void report() {
      if (status == 200) {
        gate.fail(new Malformed("HTTP 200, but not an event stream"));
      } else {
        gate.fail(dialect.toFailure(status, retryAfter, body.toByteArray()));
      }
    }
  }
}
