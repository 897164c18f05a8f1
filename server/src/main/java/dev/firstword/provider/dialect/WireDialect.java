package dev.firstword.provider.dialect;

import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.transport.OutgoingCall;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One provider's wire protocol: how to ask, and how to read what comes back. */
public interface WireDialect {

  /** Where calls go. */
  CallAddress address();

  /** Writes a streamed call. */
  OutgoingCall write(ModelRequest request);

  /**
   * Writes a call that brings no answer: the provider reads the prompt, and keeps what is marked.
   * Absent where the protocol has no such thing.
   */
  default Optional<OutgoingCall> writePrime(ModelRequest request) {
    return Optional.empty();
  }

  /**
   * What the response to such a call counts.
   *
   * @throws IOException when it can't be read
   */
  default Usage readUsage(byte[] body) throws IOException {
    throw new IOException("this protocol has no such calls");
  }

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
