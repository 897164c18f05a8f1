package dev.firstword.core.turn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.Profiles;
import dev.firstword.core.turn.TurnTestBase;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class NodeLeaseTest extends TurnTestBase {

  private static final String NODE = "node_1";
  private static final Duration RENEW_INTERVAL = Duration.ofSeconds(1);
  private static final TurnIdentity ORPHAN =
      new TurnIdentity("turn_9", "conv_9", "msg_8", "msg_9", IDENTITY.caller());

  private final LocalTurns localTurns = new LocalTurns();
  private final AtomicInteger deliveries = new AtomicInteger();

  private NodeLease takeLease() {
    TurnRecovery recovery =
        new TurnRecovery(store, null, NODE, scheduler.clock(), new TurnListeners());
    return new NodeLease(
        store,
        NODE,
        () -> recovery.run((_, _) -> false),
        localTurns,
        deliveries::incrementAndGet,
        scheduler);
  }

  @Test
  void looksForInputsThatOtherNodesLeftAtEachRenewal() {
    NodeLease lease = takeLease();

    for (int i = 0; i < 5; i++) {
      scheduler.advance(Duration.ofSeconds(1));
    }

    assertThat(deliveries.get()).isBetween(4, 6);
    lease.close();
  }

  @Test
  void keepsTheLeaseAsLongAsTheNodeRuns() {
    NodeLease lease = takeLease();

    for (int i = 0; i < 100; i++) {
      scheduler.advance(Duration.ofMillis(700));
      assertThat(store.hasLease(NODE)).isTrue();
    }
    lease.close();
  }

  @Test
  void keepsTheLeaseThroughAShortOutageOfTheStore() {
    NodeLease lease = takeLease();
    scheduler.advance(RENEW_INTERVAL);

    store.failNext(6); // Renewals are retried twice a second.
    scheduler.advance(Duration.ofSeconds(4));

    assertThat(store.hasLease(NODE)).isTrue();
    scheduler.advance(NodeLease.LEASE_DURATION);
    assertThat(store.hasLease(NODE)).isTrue();
    lease.close();
  }

  @Test
  void letsTheLeaseExpireWhenRenewingFails() {
    NodeLease lease = takeLease();
    store.failNext(Integer.MAX_VALUE);

    scheduler.advance(NodeLease.LEASE_DURATION);

    assertThat(store.hasLease(NODE)).isFalse();
    lease.close();
  }

  @Test
  void recoversOrphansOnlyAfterHoldingTheLeaseForItsDuration() {
    store.insertUnlimited(ORPHAN);
    NodeLease lease = takeLease();

    scheduler.advance(NodeLease.LEASE_DURATION);
    assertThat(orphanState()).isEqualTo(TurnState.PREPARING);
    scheduler.advance(RENEW_INTERVAL);

    assertThat(orphanState()).isEqualTo(TurnState.FAILED);
    lease.close();
  }

  @Test
  void recoversAnOrphanWithinASecondOnceItHasHeldTheLease() {
    NodeLease lease = takeLease();
    scheduler.advance(NodeLease.LEASE_DURATION.multipliedBy(2));
    store.insertUnlimited(ORPHAN);

    scheduler.advance(RENEW_INTERVAL);

    assertThat(orphanState()).isEqualTo(TurnState.FAILED);
    lease.close();
  }

  /** After a long outage the leases of healthy nodes have expired too. */
  @Test
  void judgesNoOtherNodeRightAfterALongOutage() {
    NodeLease lease = takeLease();
    scheduler.advance(NodeLease.LEASE_DURATION.multipliedBy(2));
    store.failNext(Integer.MAX_VALUE);
    scheduler.advance(NodeLease.LEASE_DURATION.multipliedBy(2));
    store.failNext(0);
    store.insertUnlimited(ORPHAN);

    scheduler.advance(NodeLease.LEASE_DURATION);
    assertThat(store.hasLease(NODE)).isTrue();
    assertThat(orphanState()).isEqualTo(TurnState.PREPARING);
    scheduler.advance(RENEW_INTERVAL.multipliedBy(2));

    assertThat(orphanState()).isEqualTo(TurnState.FAILED);
    lease.close();
  }

  @Test
  void cancelsTurnsForWhichACancelWasRequested() {
    Turn turn = newTurn(Profiles.defaultChat());
    localTurns.add(turn);
    NodeLease lease = takeLease();
    scheduler.advance(RENEW_INTERVAL);
    assertThat(turn.state()).isEqualTo(TurnState.PREPARING);

    store.requestCancel(IDENTITY.caller(), "turn_1");
    scheduler.advance(RENEW_INTERVAL);
    loop.runTasks();

    assertThat(turn.state()).isEqualTo(TurnState.CANCELLED);
    lease.close();
  }

  @Test
  void releasesTheLeaseWhenItIsClosed() {
    NodeLease lease = takeLease();

    lease.close();

    assertThat(store.hasLease(NODE)).isFalse();
    scheduler.advance(RENEW_INTERVAL.multipliedBy(3));
    assertThat(store.hasLease(NODE)).isFalse();
  }

  private TurnState orphanState() {
    return store.find(ORPHAN.caller(), ORPHAN.turnId()).orElseThrow().state();
  }
}
