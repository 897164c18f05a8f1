package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CachePlan.CacheBreakpoint;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.event.Usage;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Prefixes up to a breakpoint are cached and hit again, and can be primed, at the simulated
 * provider.
 */
final class CachedPromptOverHttpTest {

  private static final String MODEL = "claude-sonnet-4-6";
  private static final String INSTRUCTIONS = "word ".repeat(8_000); // 10,000 tokens.
  private static final CachePlan ONE_HOUR_PLAN =
      new CachePlan(List.of(new CacheBreakpoint(0, CacheTtl.ONE_HOUR)));

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Simulator simulator = Simulator.start(settings(), "127.0.0.1", 0, now::get);
  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);
  private final ModelProvider provider = loop.provider(Dialect.ANTHROPIC, simulator.uri());

  private static SimulatorSettings settings() {
    return SimulatorSettings.defaults().withModel(MODEL, new ModelSettings(4, 10, 2_000));
  }

  @AfterEach
  void close() {
    loop.close();
    simulator.close();
  }

  @Test
  void reportsCacheWritesThenReads() throws Exception {
    Usage first = answer(request(64, "One?"));
    Usage second = answer(request(64, "Two?"));

    assertThat(first.cacheCreationInputTokens()).isEqualTo(10_000);
    assertThat(first.cacheReadInputTokens()).isZero();
    assertThat(second.cacheCreationInputTokens()).isZero();
    assertThat(second.cacheReadInputTokens()).isEqualTo(10_000);
    assertThat(second.inputTokens()).isPositive().isLessThan(20);
    assertThat(second.outputTokens()).isPositive();
  }

  @Test
  void honorsTheOneHourTtl() throws Exception {
    answer(request(64, "One?"));

    now.set(Instant.EPOCH.plusSeconds(3_599));

    assertThat(answer(request(64, "Two?")).cacheReadInputTokens()).isEqualTo(10_000);
  }

  @Test
  void primesAPromptWithoutAnAnswer() throws Exception {
    Optional<Usage> primed = prime(request(0, "."));

    assertThat(primed).map(Usage::cacheCreationInputTokens).hasValue(10_000L);
    assertThat(primed).map(Usage::outputTokens).hasValue(0L);
    assertThat(answer(request(64, "One?")).cacheReadInputTokens()).isEqualTo(10_000);
  }

  @Test
  void readingAPromptRenewsItsTtl() throws Exception {
    answer(request(64, "One?"));
    now.set(Instant.EPOCH.plusSeconds(3_000));

    assertThat(prime(request(0, "."))).map(Usage::cacheReadInputTokens).hasValue(10_000L);
    now.set(Instant.EPOCH.plusSeconds(6_000));

    assertThat(answer(request(64, "Two?")).cacheReadInputTokens()).isEqualTo(10_000);
  }

  @Test
  void reportsNoUsageWhenPrimingFails() {
    simulator.apply(settings().withFaults(Fault.always(FaultKind.OVERLOADED)));

    assertThat(prime(request(0, "."))).isEmpty();
  }

  @Test
  void reportsNothingWhenPrimingIsCancelled() throws Exception {
    simulator.apply(settings().withFaults(Fault.always(FaultKind.SILENCE)));
    CompletableFuture<Optional<Usage>> usage = new CompletableFuture<>();
    ModelCall call =
        loop.onLoop(() -> provider.prime(request(0, "."), usage::complete).orElseThrow());
    await().until(() -> simulator.stats().total().open() == 1);

    loop.cancel(call);

    await().until(() -> simulator.stats().total().open() == 0);
    assertThat(loop.onLoop(usage::isDone)).isFalse();
  }

  private static ModelRequest request(int maxTokens, String question) {
    Prompt prompt = new Prompt(INSTRUCTIONS, List.of(new PromptMessage(Role.USER, question)));
    return new ModelRequest(MODEL, prompt, maxTokens, null).withCachePlan(ONE_HOUR_PLAN);
  }

  private Usage answer(ModelRequest request) throws InterruptedException {
    RecordingListener listener = new RecordingListener();
    loop.onLoop(() -> provider.open(request, listener));
    return ((ListenerCall.End) listener.awaitEnd()).usage();
  }

  private Optional<Usage> prime(ModelRequest request) {
    CompletableFuture<Optional<Usage>> usage = new CompletableFuture<>();
    loop.onLoop(() -> provider.prime(request, usage::complete).orElseThrow());
    return usage.orTimeout(10, TimeUnit.SECONDS).join();
  }
}
