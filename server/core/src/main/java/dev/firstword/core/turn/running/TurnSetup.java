package dev.firstword.core.turn.running;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.loop.EventLoop;

/**
 * What a turn is, and what it runs with.
 *
 * @param remoteReaders knows of its readers on other nodes
 * @param suspensions where it stores what it needs to resume elsewhere
 */
public record TurnSetup(
    TurnIdentity identity,
    Profile profile,
    TurnOrigin origin,
    EventLoop loop,
    Timeline timeline,
    Journal journal,
    RemoteReaderLookup remoteReaders,
    SuspensionStore suspensions) {}
