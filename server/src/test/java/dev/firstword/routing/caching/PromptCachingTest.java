package dev.firstword.routing.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.loop.ManualLoop;
import dev.firstword.prompt.CacheLife;
import dev.firstword.prompt.CacheRules;
import dev.firstword.prompt.CacheRules.Way;
import dev.firstword.prompt.CacheScope;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCall;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.routing.caching.CacheAccounts.Account;
import dev.firstword.routing.caching.PromptCaching.CachedModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Turns every ten minutes, which five minutes' life alone would never find warm. */
final class PromptCachingTest {

  private static final String MODEL = "some-model";
  private static final String SYSTEM = "word ".repeat(8_000);

  private final ManualLoop loop = new ManualLoop();
  private final Priced provider = new Priced();
  private final PromptCaching caching =
      new PromptCaching(
          Map.of(MODEL, new CachedModel(new CacheRules(Way.MARKED, 1024), Tariff.marked(5, 25))),
          () -> loop,
          () -> Instant.ofEpochMilli(loop.nanoTime() / 1_000_000));
  private final ModelProvider marked = caching.around(provider);

  @Test
  void refreshesInstructionsThatAreAskedForAgainAndAgain() {
    turns(10, true);

    assertThat(provider.primes).isNotEmpty();
    assertThat(provider.primes)
        .allMatch(prime -> prime.cachePlan().lifeAt(0) == CacheLife.FIVE_MINUTES);
    assertThat(caching.warm().uncachedTokens(MODEL, prompt(true))).isLessThan(10);
  }

  @Test
  void stopsWhenNobodyComesAnyMore() {
    turns(10, true);
    loop.advance(Duration.ofHours(1));
    int soFar = provider.primes.size();

    loop.advance(Duration.ofHours(10));

    assertThat(provider.primes).hasSize(soFar);
    assertThat(loop.waitingTimers()).isZero();
  }

  @Test
  void refreshesNothingForThoseWhoDoNotWantIt() {
    turns(10, false);

    assertThat(provider.primes).isEmpty();
  }

  @Test
  void refreshesNothingOnceItIsClosed() {
    turns(10, true);
    int soFar = provider.primes.size();

    caching.close();
    loop.advance(Duration.ofHours(1));

    assertThat(provider.primes).hasSize(soFar);
  }

  @Test
  void goesOnAfterARefreshThatFailed() {
    provider.failing = true;
    turns(10, true);
    int failed = provider.primes.size();

    provider.failing = false;
    turns(5, true);

    assertThat(failed).isPositive();
    assertThat(provider.primes).hasSizeGreaterThan(failed);
  }

  @Test
  void accountsForWhatRefreshesCost() {
    turns(10, true);

    assertThat(caching.accounts().all()).containsOnlyKeys(new CacheAccounts.Of(MODEL, "chat"));
    Account account = caching.accounts().all().values().iterator().next();
    assertThat(account.prompts()).isEqualTo(10);
    assertThat(account.primes()).isEqualTo(provider.primes.size());
    assertThat(account.primesCost()).isCloseTo(0.005 * account.primes(), within(1e-3));
  }

  @Test
  void readsColdInstructionsForSomebodyWhoSeemsAboutToAsk() {
    turns(1, true);
    loop.advance(Duration.ofHours(12));
    int soFar = provider.primes.size();

    caching.awaited(prompt(true));
    caching.awaited(prompt(true)); // Another one, meanwhile.
    loop.advance(Duration.ofSeconds(1));
    caching.awaited(prompt(true)); // It is warm now.
    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.primes).hasSize(soFar + 1);
    assertThat(caching.warm().uncachedTokens(MODEL, prompt(true))).isLessThan(10);
    assertThat(primes()).isEqualTo(provider.primes.size());
  }

  @Test
  void readsNothingAheadThatNobodyAskedForBefore() {
    caching.awaited(prompt(true));
    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.primes).isEmpty();
  }

  @Test
  void readsNothingAheadForThoseWhoDoNotWantIt() {
    turns(1, false);
    loop.advance(Duration.ofHours(12));

    caching.awaited(prompt(false));
    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.primes).isEmpty();
  }

  @Test
  void stopsReadingAheadForThoseWhoNeverAsk() {
    turns(1, true);
    loop.advance(Duration.ofHours(12));
    int soFar = provider.primes.size();

    for (int i = 0; i < 10; i++) {
      caching.awaited(prompt(true));
      loop.advance(Duration.ofHours(12));
    }

    assertThat(provider.primes.size() - soFar).isBetween(1, 3);
  }

  @Test
  void goesOnReadingAheadForThoseWhoDoAsk() {
    turns(1, true);
    loop.advance(Duration.ofHours(12));

    for (int i = 0; i < 10; i++) {
      caching.awaited(prompt(true));
      loop.advance(Duration.ofSeconds(5));
      assertThat(caching.warm().uncachedTokens(MODEL, prompt(true))).isLessThan(10);
      turns(1, true);
      loop.advance(Duration.ofHours(12));
    }
  }

  private long primes() {
    return caching.accounts().all().values().iterator().next().primes();
  }

  private void turns(int count, boolean keptWarm) {
    for (int turn = 0; turn < count; turn++) {
      marked.open(new ModelRequest(MODEL, prompt(keptWarm), 100, null), new Deaf());
      loop.advance(turn == count - 1 ? Duration.ofSeconds(1) : Duration.ofMinutes(10));
    }
  }

  private static Prompt prompt(boolean keptWarm) {
    return new Prompt(SYSTEM, List.of(new PromptMessage(Role.USER, "Well?")))
        .in(new CacheScope("acme", "chat", Set.of(CacheLife.FIVE_MINUTES), keptWarm));
  }

  /** Answers at once. */
  private final class Priced implements ModelProvider {
    private final List<ModelRequest> primes = new ArrayList<>();
    private boolean failing;

    @Override
    public String name() {
      return "priced";
    }

    @Override
    public ModelCall open(ModelRequest request, ModelCallListener listener) {
      loop.execute(() -> {
        listener.onText("word");
        listener.onEnd(FinishReason.STOP, new Usage(2, 1, 10_000, 0));
      });
      return () -> {};
    }

    @Override
    public Optional<ModelCall> prime(ModelRequest request, Consumer<Optional<Usage>> whenOver) {
      primes.add(request);
      loop.execute(() ->
          whenOver.accept(failing ? Optional.empty() : Optional.of(new Usage(1, 0, 0, 10_000))));
      return Optional.of(() -> {});
    }
  }

  /** Wants to know nothing. */
  private static final class Deaf implements ModelCallListener {
    @Override
    public void onText(String text) {}

    @Override
    public void onReadComplete() {}

    @Override
    public void onEnd(FinishReason reason, Usage usage) {}

    @Override
    public void onFailure(ProviderFailure failure) {}
  }
}
