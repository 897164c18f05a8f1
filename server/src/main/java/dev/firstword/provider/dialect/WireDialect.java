package dev.firstword.provider.dialect;

import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.transport.OutgoingCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One provider's wire protocol: how to ask, and how to read what comes back. */
public interface WireDialect {

  /** Where calls go. */
  CallAddress address();

  /** Writes a streamed call. */
  OutgoingCall write(ModelRequest request);

  /** Reads one answer and tells it through the gate. */
  ResponseTranslator translator(ListenerGate gate);

  /**
   * What a response says that is not an answer.
   *
   * @param status other than 200
   * @param retryAfter what the response's head says
   * @param body as much of it as was read; may be broken off or not JSON at all
   */
  ProviderFailure refusal(int status, @Nullable Duration retryAfter, byte[] body);
}
