package dev.firstword.job;

import dev.firstword.conversation.Message;
import dev.firstword.identity.Caller;
import dev.firstword.profile.Profiles;
import dev.firstword.protocol.EventBuffer;
import dev.firstword.protocol.EventEncoder;
import dev.firstword.protocol.Identifier;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.turn.FollowableTurn;
import dev.firstword.turn.StoredTurn;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnState;
import dev.firstword.turn.TurnStore;
import dev.firstword.turn.TurnStore.BeginOutcome;
import dev.firstword.turn.TurnStore.End;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.Once;
import dev.firstword.turn.TurnStore.Progress;
import dev.firstword.turn.Turns.Begun;
import dev.firstword.turn.Turns.Opening;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns of one node that are kept in a real store, and run and end when the test says so. */
final class StoredTurns implements JobTurns {

  private final TurnStore store;
  private final String node;
  final List<String> started = new ArrayList<>();
  final List<String> messages = new ArrayList<>();
  final List<String> cancelled = new ArrayList<>();
  final List<String> givenUp = new ArrayList<>();
  @Nullable Problem refusal;

  StoredTurns(TurnStore store, String node) {
    this.store = store;
    this.node = node;
  }

  @Override
  public Begun begin(Opening opening) {
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    String conversation = opening.request().conversationId();
    TurnIdentity identity =
        new TurnIdentity(
            Identifier.create("turn", 0),
            conversation == null ? Identifier.create("conv", 0) : conversation,
            Identifier.create("msg", 0),
            Identifier.create("msg", 0),
            opening.caller());
    NewTurn turn =
        NewTurn.of(identity, "chat", conversation == null, opening.request().message(), node, 0)
            .with(new Once(String.valueOf(opening.idempotencyKey()), opening.digest()), null)
            .limited(opening.origin(), Integer.MAX_VALUE);
    return switch (store.begin(turn)) {
      case BeginOutcome.Begun _ -> {
        messages.add(opening.request().message());
        yield begun(identity.turnId(), opening, false);
      }
      case BeginOutcome.SameAs same -> begun(same.turnId(), opening, true);
      case BeginOutcome.KeyReused _, BeginOutcome.NoConversation _, BeginOutcome.TooManyActive _ ->
          throw new RefusedException(Problem.unknownConversation());
    };
  }

  private Begun begun(String turnId, Opening opening, boolean replayed) {
    return new Begun(
        store.find(opening.caller(), turnId).orElseThrow(),
        replayed,
        opening,
        Profiles.standardChat(),
        null,
        null);
  }

  @Override
  public Begun takeUp(StoredTurn stored, Opening opening) {
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    return new Begun(stored, false, opening, Profiles.standardChat(), null, null);
  }

  @Override
  public void start(Begun begun) {
    started.add(begun.turn().identity().turnId());
  }

  @Override
  public Optional<FollowableTurn> find(Caller caller, String turnId) {
    return store.find(caller, turnId).map(stored -> stored);
  }

  @Override
  public void cancel(Caller caller, String turnId) {
    cancelled.add(turnId);
  }

  @Override
  public void giveUp(StoredTurn leftUnstarted) {
    givenUp.add(leftUnstarted.identity().turnId());
  }

  /** The turn ends like that, and nobody is told. */
  void end(Caller caller, String turnId, TurnEvent.Terminal event, TurnState state) {
    TurnIdentity identity = store.find(caller, turnId).orElseThrow().identity();
    EventBuffer log = new EventBuffer(512);
    EventEncoder.encode(1, new TurnEvent.Text("So far."), log);
    EventEncoder.encode(2, event, log);
    store.save(
        node,
        List.of(
            new Progress(
                identity,
                0,
                Arrays.copyOf(log.array(), log.length()),
                state,
                new End(Message.State.after(event), "So far.", List.of(), 0))));
  }
}
