package dev.firstword.core.job;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.core.turn.admission.ValidatedRequest;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.IdempotencyKey;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.relay.event.EventBuffer;
import dev.firstword.relay.event.EventEncoder;
import dev.firstword.relay.event.TurnEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns of one node, stored in a real store, that run and end when the test says so. */
final class FakeJobTurns implements JobTurns {

  private final TurnStore store;
  private final String node;
  final List<String> started = new ArrayList<>();
  final List<String> messages = new ArrayList<>();
  final List<String> cancelled = new ArrayList<>();
  final List<String> interrupted = new ArrayList<>();
  @Nullable Problem refusal;

  FakeJobTurns(TurnStore store, String node) {
    this.store = store;
    this.node = node;
  }

  @Override
  public AdmittedTurn admit(TurnRequest request) {
    if (refusal != null) {
      throw new ProblemException(refusal);
    }
    String conversationId = request.chatRequest().conversationId();
    TurnIdentity identity =
        new TurnIdentity(
            Identifier.create("turn", 0),
            conversationId == null ? Identifier.create("conv", 0) : conversationId,
            Identifier.create("msg", 0),
            Identifier.create("msg", 0),
            request.caller());
    NewTurn turn =
        NewTurn.of(
                identity, "chat", conversationId == null, request.chatRequest().message(), node, 0)
            .withDeduplication(
                new IdempotencyKey(String.valueOf(request.idempotencyKey()), request.digest()),
                null)
            .withOriginAndLimit(request.origin(), Integer.MAX_VALUE);
    return switch (store.insert(turn)) {
      case InsertOutcome.Inserted _ -> {
        messages.add(request.chatRequest().message());
        yield admitted(identity.turnId(), request, false);
      }
      case InsertOutcome.Duplicate same -> admitted(same.turnId(), request, true);
      case InsertOutcome.KeyReused _,
          InsertOutcome.ConversationNotFound _,
          InsertOutcome.NotReplaceable _,
          InsertOutcome.TooManyActive _ ->
          throw new ProblemException(Problem.unknownConversation());
    };
  }

  private AdmittedTurn admitted(String turnId, TurnRequest request, boolean replayed) {
    return new AdmittedTurn(
        store.find(request.caller(), turnId).orElseThrow(),
        replayed,
        new ValidatedRequest(request, Profiles.defaultChat(), null),
        null,
        null,
        _ -> true);
  }

  @Override
  public AdmittedTurn adopt(StoredTurn stored, TurnRequest request) {
    if (refusal != null) {
      throw new ProblemException(refusal);
    }
    return new AdmittedTurn(
        stored,
        false,
        new ValidatedRequest(request, Profiles.defaultChat(), null),
        null,
        null,
        _ -> true);
  }

  @Override
  public void start(AdmittedTurn admitted) {
    started.add(admitted.turn().identity().turnId());
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
  public void interrupt(StoredTurn unstarted) {
    interrupted.add(unstarted.identity().turnId());
  }

  /** Ends the turn without notifying its node. */
  void endTurn(Caller caller, String turnId, TurnEvent.Terminal event, TurnState state) {
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
