package dev.firstword.provider;

import dev.firstword.provider.ProviderFailure.Malformed;
import dev.firstword.provider.dialect.ListenerGate;
import dev.firstword.provider.dialect.ResponseTranslator;
import dev.firstword.provider.dialect.RetryAfter;
import dev.firstword.provider.dialect.WireDialect;
import dev.firstword.provider.transport.Exchange;
import dev.firstword.provider.transport.Receiver;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call over HTTP: tells an answer from a refusal, and keeps either within its limits. */
final class HttpModelCall implements ModelCall, Receiver {

  private final WireDialect dialect;
  private final AnswerLimits limits;
  private final InstantSource clock;
  private final ListenerGate gate;
  private final ResponseTranslator translator;

  private @Nullable Exchange exchange;
  private @Nullable Refusal refusal;
  private long answerBytes;

  HttpModelCall(
      WireDialect dialect, AnswerLimits limits, InstantSource clock, ModelCallListener listener) {
    this.dialect = dialect;
    this.limits = limits;
    this.clock = clock;
    this.gate = new ListenerGate(listener);
    this.translator = dialect.translator(gate);
  }

  void begin(Exchange opened) {
    exchange = opened;
  }

  @Override
  public void cancel() {
    gate.close();
    closeExchange();
  }

  @Override
  public void onHead(int status, Function<String, @Nullable String> header) {
    if (status != 200 || !mayBeEventStream(header.apply("content-type"))) {
      refusal = new Refusal(status, RetryAfter.read(header, clock));
    }
  }

  /** Servers that leave the type out are believed; what they send shows what it is. */
  private static boolean mayBeEventStream(@Nullable String contentType) {
    return contentType == null
        || contentType.strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  @Override
  public void onBytes(byte[] bytes, int offset, int length) {
    if (refusal != null) {
      refusal.add(bytes, offset, length);
      return;
    }
    answerBytes += length;
    if (answerBytes > limits.answerBytes()) {
      gate.fail(new Malformed("the answer has more than " + limits.answerBytes() + " bytes"));
      closeExchange();
      return;
    }
    translator.read(bytes, offset, length);
    if (gate.endedWell() && exchange != null) {
      exchange.finish();
    } else if (!gate.isOpen()) {
      closeExchange();
    }
  }

  @Override
  public void onReadComplete() {
    if (refusal == null) {
      gate.readComplete();
    }
  }

  @Override
  public void onEnd() {
    if (refusal != null) {
      refusal.tell();
    } else {
      translator.end();
    }
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    if (refusal != null) {
      refusal.tell();
    } else {
      translator.fail(failure);
    }
  }

  private void closeExchange() {
    if (exchange != null) {
      exchange.cancel();
    }
  }

  /** A response that is not an answer, while its body is read. */
  private final class Refusal {
    private final int status;
    private final @Nullable Duration retryAfter;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);

    Refusal(int status, @Nullable Duration retryAfter) {
      this.status = status;
      this.retryAfter = retryAfter;
    }

    void add(byte[] bytes, int offset, int length) {
      int room = limits.refusalBytes() - body.size();
      body.write(bytes, offset, Math.min(room, length));
      if (length >= room) {
        tell();
        closeExchange();
      }
    }

    void tell() {
      if (status == 200) {
        gate.fail(new Malformed("HTTP 200, but not an event stream"));
      } else {
        gate.fail(dialect.refusal(status, retryAfter, body.toByteArray()));
      }
    }
  }
}
