package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.routing.RoutingRules.Hedging;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Tenants share a provider that accepts ten calls a second, in virtual time. One tenant sends more
 * than it accepts; the four others send one turn a second each.
 */
final class TenantFairnessTest {

  private static final int ACCEPTED_PER_SECOND = 10;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int MEASURED_SECONDS = 40;
  private static final Duration STEP = Duration.ofMillis(10);
  private static final ProviderFailure LIMITED =
      new ProviderFailure.RateLimited(Duration.ofSeconds(1), "x");

  private final RoutingFixture fixture = new RoutingFixture();
  private final Router router = fixture.router(RoutingRules.DEFAULTS.with(Hedging.OFF));
  private final List<OpenTurn> turns = new ArrayList<>();
  private double tokens = ACCEPTED_PER_SECOND;
  private int seen;

  /** A turn, and how long it waited for its text; negative until then. */
  private static final class OpenTurn {
    final String tenant;
    final long openedNanos;
    final RecordingCallListener listener = new RecordingCallListener();
    long waitedMs = -1;

    OpenTurn(String tenant, long openedNanos) {
      this.tenant = tenant;
      this.openedNanos = openedNanos;
    }
  }

  @Test
  void aTenantWithMoreTurnsThanTheProviderAcceptsDoesNotDelayThoseOfOthers() {
    for (int second = 0; second < 60; second++) {
      for (int step = 0; step < 100; step++) {
        if (step % 5 == 0) {
          open("flooding");
        }
        if (step % 25 == 0) {
          open("other " + step / 25);
        }
        advance();
      }
    }

    List<Long> waits = waitsOfOthers();
    assertThat(waits).hasSize(4 * MEASURED_SECONDS).allMatch(wait -> wait >= 0);
    assertThat(waits.get(waits.size() / 2)).as("median in ms, of %s", waits).isLessThan(200);
    assertThat(waits.get(waits.size() * 95 / 100)).as("p95 in ms, of %s", waits).isLessThan(1_500);
    assertThat(answered("flooding")).as("the rest is the flooding tenant's").isGreaterThan(250);
  }

  /** Those of the turns that began in the steady state, and had time to get an answer. */
  private List<Long> waitsOfOthers() {
    long begin = turns.getFirst().openedNanos + WARM_UP.toNanos();
    long end = begin + Duration.ofSeconds(MEASURED_SECONDS).toNanos();
    return turns.stream()
        .filter(turn -> turn.tenant.startsWith("other"))
        .filter(turn -> turn.openedNanos >= begin && turn.openedNanos < end)
        .map(turn -> turn.waitedMs)
        .sorted()
        .toList();
  }

  private long answered(String tenant) {
    return turns.stream().filter(turn -> turn.tenant.equals(tenant) && turn.waitedMs >= 0).count();
  }

  private void open(String tenant) {
    OpenTurn turn = new OpenTurn(tenant, fixture.loop.nanoTime());
    turns.add(turn);
    Prompt prompt =
        new Prompt("Be brief.", List.of(new PromptMessage(Role.USER, RoutingFixture.COMPLEX)))
            .withScope(new CacheScope(tenant, "chat", Set.of(), false));
    router.open(
        new RoutingRequest(
            prompt,
            RoutingFixture.COMPLEX,
            null,
            Profiles.defaultChat(),
            "opus",
            Priority.QUALITY,
            null,
            null),
        fixture.loop,
        turn.listener);
  }

  /** Answers as many new calls as the provider accepts, and rejects the others. */
  private void advance() {
    for (; seen < fixture.opus.calls().size(); seen++) {
      var call = fixture.opus.calls().get(seen);
      if (tokens >= 1) {
        tokens--;
        call.deliver("Hello");
        call.listener().onEnd(FinishReason.STOP, Usage.NONE);
      } else {
        call.listener().onFailure(LIMITED);
      }
    }
    for (OpenTurn turn : turns) {
      if (turn.waitedMs < 0 && turn.listener.events.contains("text Hello")) {
        turn.waitedMs = (fixture.loop.nanoTime() - turn.openedNanos) / 1_000_000;
      }
    }
    fixture.loop.advance(STEP);
    tokens =
        Math.min(ACCEPTED_PER_SECOND, tokens + ACCEPTED_PER_SECOND * STEP.toMillis() / 1_000.0);
  }
}
