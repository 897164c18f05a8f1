package dev.firstword.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.StoredResponses.Found;
import dev.firstword.api.compatible.CallError;
import dev.firstword.api.compatible.CompatibleApi;
import dev.firstword.api.compatible.StoredCallOptions;
import dev.firstword.api.compatible.TurnAnswerReader;
import dev.firstword.api.compatible.TurnRequestJson;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.ConversationStore.Page;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.direct.DirectCalls;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.JobKind;
import dev.firstword.core.job.JobService;
import dev.firstword.core.job.JobService.SubmittedJob;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.server.HttpTimeouts;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Starts the calls of provider-compatible APIs that are stored: a job for a response in the
 * background, otherwise a turn that ends some time after its client has left.
 */
record StoredCalls(
    TurnService turns,
    JobService jobs,
    ConversationStore conversations,
    StoredResponses responses,
    DirectCalls calls,
    ChatRequestReader requests,
    ExecutorService virtualThreads,
    HttpTimeouts timeouts,
    RequestTracing tracing) {

  private static final String PATH = "/v1/responses";

  /**
   * Starts a call and answers its request. Blocks.
   *
   * @throws ProblemException if a turn cannot carry it, or none can be admitted
   */
  void start(RequestContext context, StoredCall call, CallErrorFormat errors) {
    ObjectNode fields =
        TurnRequestJson.of(
            call.request(),
            calls.models().resolve(call.request().model()),
            calls.maxTokensLimit(),
            conversationOf(call));
    List<String> ignored = call.request().ignoredFields();
    if (call.options().isInBackground()) {
      Found found = submit(context, call, fields);
      context.runOnLoop(() -> {
        nameIgnoredFields(context, ignored);
        if (call.request().streamed()) {
          new ResponseFollower(context, responses, call.caller(), virtualThreads, timeouts)
              .follow(found.response().id(), -1);
        } else {
          context.sendJson(200, found.toJson());
        }
      });
    } else {
      answer(context, call, requests.read(fields, List.of()), errors);
    }
  }

  private static void nameIgnoredFields(RequestContext context, List<String> ignored) {
    if (!ignored.isEmpty() && !context.response().isHeadWritten()) {
      context.response().header("firstword-ignored-fields", IgnoredFields.headerValue(ignored));
    }
  }

  /** Returns the conversation that a call goes on with; null if it starts one. */
  private @Nullable String conversationOf(StoredCall call) {
    StoredCallOptions options = call.options();
    String previous = options.previousResponseId();
    return previous == null ? options.conversationId() : conversationAfter(call.caller(), previous);
  }

  /** A conversation has one end only, at which it goes on. */
  private String conversationAfter(Caller caller, String previousId) {
    Found previous =
        responses
            .find(caller, previousId)
            .orElseThrow(() -> new ProblemException(Problem.previousResponseNotFound(previousId)));
    FollowableTurn turn = previous.turn();
    if (turn == null || !previous.isEnded()) {
      throw new ProblemException(
          Problem.malformed(
              "The previous response is still being written. Wait until it is over."));
    }
    String conversationId = turn.identity().conversationId();
    String newest =
        conversations
            .page(caller, conversationId, null, 1)
            .map(Page::messages)
            .filter(messages -> !messages.isEmpty())
            .map(List::getLast)
            .map(Message::turnId)
            .orElse("");
    if (!newest.equals(turn.identity().turnId())) {
      throw new ProblemException(
          Problem.malformed(
              "The previous response is not the newest of its conversation, and this server does"
                  + " not branch conversations."));
    }
    return conversationId;
  }

  private Found submit(RequestContext context, StoredCall call, ObjectNode fields) {
    TraceContext trace = tracing.traceOf(context);
    boolean isAccepted = false;
    try {
      byte[] body = RequestContext.JSON.writeValueAsBytes(fields);
      SubmittedJob submitted =
          jobs.submit(
              new JobService.Submission(
                  JobKind.RESPONSE,
                  call.caller(),
                  requests.readJob(body, true).chat(),
                  body,
                  null,
                  RequestIdentity.idempotencyKey(context),
                  call.digest(),
                  trace.traceparent(),
                  context.receivedNanos(),
                  call.authenticated().completedNanos(),
                  context.loop()));
      isAccepted = true;
      return responses
          .ofJob(submitted.status())
          .orElseThrow(() -> new ProblemException(Problem.unknownResponse()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    } finally {
      tracing.recordRequest(context, "POST", PATH, trace, !isAccepted);
    }
  }

  private void answer(
      RequestContext context, StoredCall call, ChatRequest request, CallErrorFormat errors) {
    AdmittedTurn admitted =
        turns.admit(
            new TurnRequest(
                call.caller(),
                TurnOrigin.LIVE,
                request,
                RequestIdentity.idempotencyKey(context),
                call.digest(),
                tracing.traceOf(context),
                context.receivedNanos(),
                call.authenticated().completedNanos(),
                context.loop(),
                false,
                null));
    context.runOnLoop(() -> nameIgnoredFields(context, call.request().ignoredFields()));
    boolean isResponse = call.request().api().equals(CompatibleApi.responses().name());
    if (call.request().streamed()) {
      LogTranslator translator =
          isResponse
              ? new ResponseLogTranslator(StoredResponses.ofTurn(admitted.turn()).reader(-1))
              : new AnswerLogTranslator(reader(call, admitted, errors));
      new AdmittedTurnResponse(turns, timeouts).send(context, admitted, translator);
      return;
    }
    Runnable atEnd =
        isResponse
            ? () -> sendResponse(context, admitted.turn())
            : () -> sendAnswer(context, reader(call, admitted, errors), admitted, errors);
    context.runOnLoopAfter(admitted.durable(), () -> awaitEnd(context, admitted, atEnd));
    turns.run(admitted);
  }

  private static void sendResponse(RequestContext context, FollowableTurn turn) {
    ObjectNode response = StoredResponses.ofTurn(turn).toJson();
    context.runOnLoop(() -> context.sendJson(200, response));
  }

  private static TurnAnswerReader reader(
      StoredCall call, AdmittedTurn admitted, CallErrorFormat errors) {
    return new TurnAnswerReader(
        errors.api(), call.request(), admitted.turn().identity().turnId(), errors.requestId());
  }

  /** A client that leaves stops waiting; its turn goes on for the grace period of its profile. */
  private void awaitEnd(RequestContext context, AdmittedTurn admitted, Runnable atEnd) {
    FollowableTurn turn = admitted.turn();
    context.response().header("turn-id", turn.identity().turnId());
    TurnEnd end =
        new TurnEnd(
            turn,
            context.loop(),
            () -> context.runGuarded(() -> context.runBlocking(virtualThreads, atEnd)));
    if (EventStreamResponse.onDisconnect(context.response(), end::cancel)) {
      end.start(null);
    }
    turns.announce(admitted);
  }

  private static void sendAnswer(
      RequestContext context,
      TurnAnswerReader reader,
      AdmittedTurn admitted,
      CallErrorFormat errors) {
    reader.readAll(admitted.turn().log().view());
    ObjectNode answer = reader.answer();
    CallError error = reader.error();
    context.runOnLoop(() -> {
      if (answer != null) {
        context.sendJson(200, answer);
      } else if (error != null) {
        errors.send(context, error);
      } else {
        throw new IllegalStateException("a turn has ended without an end");
      }
    });
  }
}
