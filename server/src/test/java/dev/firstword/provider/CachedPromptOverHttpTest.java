package dev.firstword.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.prompt.CacheLife;
import dev.firstword.prompt.CachePlan;
import dev.firstword.prompt.CachePlan.Mark;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ProviderEndpoint.Dialect;
import dev.firstword.provider.RecordingListener.News;
import dev.firstword.provider.transport.TransportSettings;
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

/** What is marked is kept and found again, and may be read ahead: at the simulated provider. */
final class CachedPromptOverHttpTest {

  private static final String MODEL = "claude-sonnet-4-6";
  private static final String INSTRUCTIONS = "word ".repeat(8_000); // 10,000 tokens.
  private static final CachePlan FOR_AN_HOUR =
      new CachePlan(List.of(new Mark(0, CacheLife.ONE_HOUR)));

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
  void countsWhatIsWrittenAndThenWhatIsRead() throws Exception {
    Usage first = answered(request(64, "One?"));
    Usage second = answered(request(64, "Two?"));

    assertThat(first.cacheCreationInputTokens()).isEqualTo(10_000);
    assertThat(first.cacheReadInputTokens()).isZero();
    assertThat(second.cacheCreationInputTokens()).isZero();
    assertThat(second.cacheReadInputTokens()).isEqualTo(10_000);
    assertThat(second.inputTokens()).isPositive().isLessThan(20);
    assertThat(second.outputTokens()).isPositive();
  }

  @Test
  void whatIsMarkedForAnHourIsKeptForAnHour() throws Exception {
    answered(request(64, "One?"));

    now.set(Instant.EPOCH.plusSeconds(3_599));

    assertThat(answered(request(64, "Two?")).cacheReadInputTokens()).isEqualTo(10_000);
  }

  @Test
  void readsAPromptAheadWithoutAnAnswer() throws Exception {
    Optional<Usage> primed = primed(request(0, "."));

    assertThat(primed).map(Usage::cacheCreationInputTokens).hasValue(10_000L);
    assertThat(primed).map(Usage::outputTokens).hasValue(0L);
    assertThat(answered(request(64, "One?")).cacheReadInputTokens()).isEqualTo(10_000);
  }

  @Test
  void aPromptThatIsReadAgainLivesAnew() throws Exception {
    answered(request(64, "One?"));
    now.set(Instant.EPOCH.plusSeconds(3_000));

    assertThat(primed(request(0, "."))).map(Usage::cacheReadInputTokens).hasValue(10_000L);
    now.set(Instant.EPOCH.plusSeconds(6_000));

    assertThat(answered(request(64, "Two?")).cacheReadInputTokens()).isEqualTo(10_000);
  }

  @Test
  void tellsNothingCountedWhereAPromptCouldNotBeRead() {
    simulator.apply(settings().withFaults(Fault.always(FaultKind.OVERLOADED)));

    assertThat(primed(request(0, "."))).isEmpty();
  }

  @Test
  void tellsNothingOfAPromptWhoseReadingWasCancelled() throws Exception {
    simulator.apply(settings().withFaults(Fault.always(FaultKind.SILENCE)));
    CompletableFuture<Optional<Usage>> told = new CompletableFuture<>();
    ModelCall call =
        loop.onLoop(() -> provider.prime(request(0, "."), told::complete).orElseThrow());
    await().until(() -> simulator.stats().all().open() == 1);

    loop.cancel(call);

    await().until(() -> simulator.stats().all().open() == 0);
    assertThat(loop.onLoop(told::isDone)).isFalse();
  }

  private static ModelRequest request(int maxTokens, String question) {
    Prompt prompt = new Prompt(INSTRUCTIONS, List.of(new PromptMessage(Role.USER, question)));
    return new ModelRequest(MODEL, prompt, maxTokens, null, FOR_AN_HOUR);
  }

  private Usage answered(ModelRequest request) throws InterruptedException {
    RecordingListener listener = new RecordingListener();
    loop.onLoop(() -> provider.open(request, listener));
    return ((News.End) listener.awaitEnding()).usage();
  }

  private Optional<Usage> primed(ModelRequest request) {
    CompletableFuture<Optional<Usage>> told = new CompletableFuture<>();
    loop.onLoop(() -> provider.prime(request, told::complete).orElseThrow());
    return told.orTimeout(10, TimeUnit.SECONDS).join();
  }
}
