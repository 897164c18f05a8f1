package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.client.NettyTransport;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.loop.EventLoops;
import dev.firstword.relay.time.Clock;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An event loop with a transport. */
public final class LoopFixture implements AutoCloseable {

  public final EventLoops loops = EventLoops.start(2);
  public final EventLoop loop = loops.all().getFirst();
  public final NettyTransport transport;

  /** The origins of calls that had to wait for a new connection. */
  public final List<String> coldOrigins = new CopyOnWriteArrayList<>();

  public LoopFixture(TransportSettings settings) {
    this.transport = new NettyTransport(settings, (origin, _) -> coldOrigins.add(origin));
  }

  public ModelProvider provider(Dialect dialect, URI uri) {
    return Providers.open(endpoint(dialect, uri), transport, Clock.system());
  }

  public static ProviderEndpoint endpoint(Dialect dialect, URI uri) {
    return new ProviderEndpoint("it", dialect, uri, "secret-key", Map.of());
  }

  public static ModelRequest request(String text) {
    Prompt prompt = new Prompt("Be brief.", List.of(new PromptMessage(Role.USER, text)));
    return new ModelRequest("some-model", prompt, 64, null);
  }

  /** Runs a task on the event loop and waits for its result. */
  public <T> T onLoop(Callable<T> work) {
    return on(loop, work);
  }

  /** Runs a task on the given event loop and waits for its result. */
  public static <T> T on(EventLoop loop, Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(() -> {
      try {
        done.complete(work.call());
      } catch (Exception | Error failure) {
        done.completeExceptionally(failure);
      }
    });
    return done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  public ModelCall open(ModelProvider provider, ModelCallListener listener) {
    return onLoop(() -> provider.open(request("What is a first word?"), listener));
  }

  public void cancel(ModelCall call) {
    onLoop(() -> {
      call.cancel();
      return call;
    });
  }

  @Override
  public void close() {
    transport.close();
    loops.close();
  }
}
