package dev.firstword.adapters.dialect;

import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A provider's wire protocol: writes requests and reads responses. */
public interface WireDialect {

  /** The API that it speaks, which says what options it takes. */
  ModelApi api();

  /** The address of calls. */
  CallAddress address();

  /** Writes a streaming request. */
  OutgoingRequest write(ModelRequest request);

  /**
   * Writes a request that primes the cache: the provider processes the prompt without answering,
   * and caches the prefixes up to its breakpoints. Empty if the protocol has no such request.
   */
  default Optional<OutgoingRequest> writePrime(ModelRequest request) {
    return Optional.empty();
  }

  /**
   * Parses the usage from the response to a priming request.
   *
   * @throws IOException if the response is invalid
   */
  default Usage readUsage(byte[] body) throws IOException {
    throw new IOException("this protocol has no priming calls");
  }

  /** Writes a request for what the provider says of a model; {@link ModelDescription} reads it. */
  OutgoingRequest writeDescribe(String model);

  /** Writes a request for a list of the provider's models. */
  OutgoingRequest writeListModels();

  /** Writes a request for the rest of an answer. Only called with points of its translators. */
  default OutgoingRequest writeResume(ResumePoint point) {
    throw new UnsupportedOperationException("answers of this protocol cannot be resumed");
  }

  /** Writes a request that ends an answer. Only called with points of its translators. */
  default OutgoingRequest writeStop(ResumePoint point) {
    throw new UnsupportedOperationException("answers of this protocol cannot be resumed");
  }

  /**
   * Returns whether answers continue after their connection is closed, until they are stopped.
   * Their translators have resume points.
   */
  default boolean answersInBackground() {
    return false;
  }

  /**
   * Returns a translator for one answer that reports through the gate.
   *
   * @param model the model that was asked, whose thoughts no other accepts
   */
  ResponseTranslator translator(ListenerGate gate, String model);

  /** Returns a translator for the answer to a request, which says what its thoughts contain. */
  default ResponseTranslator translator(ListenerGate gate, ModelRequest request) {
    return translator(gate, request.model());
  }

  /**
   * Returns the failure described by an error response.
   *
   * @param status any status but 2xx
   * @param retryAfter the wait from the response headers
   * @param body as much of the body as was read; may be truncated or not be JSON
   */
  ProviderFailure toFailure(int status, @Nullable Duration retryAfter, byte[] body);
}
