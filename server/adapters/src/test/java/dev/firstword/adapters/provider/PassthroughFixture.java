package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.core.provider.PassthroughPart.Kind;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.ResponseLimits;
import dev.firstword.relay.client.ClientCall;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ResponseListener;
import dev.firstword.relay.client.Transport;
import dev.firstword.relay.loop.ManualEventLoop;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One model call whose answer is passed on as the provider wrote it. */
final class PassthroughFixture {

  private static final int MAX_CHUNK = 40;

  final ManualEventLoop loop = new ManualEventLoop();
  final Recorder listener = new Recorder();
  private final HttpModelCall call;

  PassthroughFixture(DialectStreams streams, boolean isStreamed) {
    this.call =
        new HttpModelCall(
            WrittenRequests.dialect(dialect(streams), "https://host"),
            new NoTransport(),
            request(streams, "{\"model\":\"x\"}", isStreamed, Map.of()),
            ResponseLimits.DEFAULTS,
            () -> Instant.EPOCH,
            loop,
            listener,
            (_, _) -> false,
            _ -> {});
    call.onHead(200, _ -> null);
  }

  /** The test delivers the response itself. */
  private static final class NoTransport implements Transport {

    @Override
    public ClientCall send(OutgoingRequest request, ResponseListener listener) {
      throw new UnsupportedOperationException("nothing is sent");
    }

    @Override
    public void preconnect(URI address) {}

    @Override
    public void close() {}
  }

  /** Records what was passed on. */
  static final class Recorder extends RecordingListener {
    final List<PassthroughPart> parts = new ArrayList<>();

    @Override
    public void onPassthrough(PassthroughPart part) {
      parts.add(part);
    }

    String passed() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      parts.forEach(part -> all.writeBytes(part.bytes()));
      return all.toString(UTF_8);
    }

    List<Kind> kinds() {
      return parts.stream()
          .filter(part -> part.bytes().length > 0)
          .map(PassthroughPart::kind)
          .toList();
    }
  }

  static Dialect dialect(DialectStreams streams) {
    return switch (streams) {
      case MESSAGES -> Dialect.ANTHROPIC;
      case CHAT_COMPLETIONS -> Dialect.OPENAI;
      case RESPONSES -> Dialect.RESPONSES;
    };
  }

  static ModelRequest request(
      DialectStreams streams, String body, boolean isStreamed, Map<String, String> fields) {
    ModelApi api =
        switch (streams) {
          case MESSAGES -> ModelApi.MESSAGES;
          case CHAT_COMPLETIONS -> ModelApi.CHAT_COMPLETIONS;
          case RESPONSES -> ModelApi.RESPONSES;
        };
    return LoopFixture.request("Hello")
        .withPassthrough(
            new PassthroughRequest(
                api, body.getBytes(UTF_8), fields, Map.of(), isStreamed, false, false));
  }

  PassthroughFixture receive(String body) {
    byte[] bytes = body.getBytes(UTF_8);
    call.onBytes(bytes, 0, bytes.length);
    call.onReadComplete();
    return this;
  }

  /** Receives a body in pieces of any size, which may split characters. */
  PassthroughFixture receive(byte[] body, Random random) {
    for (int start = 0; start < body.length; ) {
      int length = Math.min(body.length - start, 1 + random.nextInt(MAX_CHUNK));
      call.onBytes(body, start, length);
      call.onReadComplete();
      start += length;
    }
    return this;
  }

  PassthroughFixture end() {
    call.onEnd();
    return this;
  }

  PassthroughFixture fail(ProviderFailure failure) {
    call.onFailure(failure);
    return this;
  }

  void passTime(Duration duration) {
    loop.advance(duration);
  }
}
