package dev.firstword.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.StoredResponses.Found;
import dev.firstword.api.compatible.CallError;
import dev.firstword.api.compatible.CompatibleApi;
import dev.firstword.api.compatible.StoredCallOptions;
import dev.firstword.api.compatible.StoredResponseReader;
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
import dev.firstword.core.prompt.ContentPart.ToolResult;
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
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
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
    List<ToolResult> results = StoredToolResults.in(call.request());
    if (!results.isEmpty()) {
      Found answer =
          new StoredToolResults(turns, conversations, responses)
              .submit(call.caller(), call.options(), results);
      context.runOnLoop(() -> follow(context, call, answer, errors));
      return;
    }
    ObjectNode fields =
        TurnRequestJson.of(
            call.request(),
            calls.models().resolve(call.request().model()),
            calls.maxTokensLimit(),
            conversationOf(call),
            call.options().isInBackground());
    List<String> ignored = call.request().ignoredFields();
    if (call.options().isInBackground()) {
      Found found = submit(context, call, fields);
      context.runOnLoop(() -> {
        nameIgnoredFields(context, ignored);
        if (call.request().streamed()) {
          new ResponseFollower(context, responses, call.caller(), virtualThreads, timeouts)
              .follow(found.response().id().toString(), -1);
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

  /** Returns the conversation that a call continues; null if it starts one. */
  private @Nullable String conversationOf(StoredCall call) {
    StoredCallOptions options = call.options();
    String previous = options.previousResponseId();
    return previous == null ? options.conversationId() : conversationAfter(call.caller(), previous);
  }

  /** A conversation has one end only, and continues there. */
  private String conversationAfter(Caller caller, String previousId) {
    Found previous =
        responses
            .find(caller, previousId)
            .orElseThrow(() -> new ProblemException(Problem.previousResponseNotFound(previousId)));
    FollowableTurn turn = previous.turn();
    int part = previous.response().id().part();
    int parts = previous.requestedCalls().size();
    if (turn == null || !previous.isTurnEnded()) {
      throw new ProblemException(
          Problem.malformed(
              part < parts
                  ? "The previous response has called tools. Send their results."
                  : "The previous response is still being written. Wait until it is over."));
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
    boolean isAnsweredLater = part < parts && StoredResponses.ofTurn(turn, parts).isAnswered();
    if (!newest.equals(turn.identity().turnId()) || isAnsweredLater) {
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
    Found answer = StoredResponses.ofTurn(admitted.turn(), 0);
    if (call.request().streamed()) {
      new AdmittedTurnResponse(turns, timeouts)
          .send(context, admitted, answer(call, answer, errors).translator);
      return;
    }
    context.runOnLoopAfter(
        admitted.durable(),
        () -> {
          awaitEnd(context, call, answer, errors);
          turns.announce(admitted);
        });
    turns.run(admitted);
  }

  /** Answers a request whose tool results a turn continues with. */
  private void follow(
      RequestContext context, StoredCall call, Found answer, CallErrorFormat errors) {
    if (context.response().isClosed()) {
      return;
    }
    nameIgnoredFields(context, call.request().ignoredFields());
    if (!call.request().streamed()) {
      awaitEnd(context, call, answer, errors);
      return;
    }
    String timing =
        ServerTiming.metric("find", (context.loop().nanoTime() - context.receivedNanos()) / 1e6);
    FollowableTurn turn = turnOf(answer);
    TurnStream stream =
        TurnStream.open(
            context, turn, 0, timing, timeouts, answer(call, answer, errors).translator);
    turn.subscribe(stream);
    stream.start();
  }

  private static FollowableTurn turnOf(Found found) {
    return Objects.requireNonNull(found.turn(), "turn");
  }

  /**
   * An answer to one request.
   *
   * @param translator reads it from the log of its turn
   * @param sender sends it as a whole once it was read
   */
  private record Answer(LogTranslator translator, Consumer<RequestContext> sender) {}

  private static Answer answer(StoredCall call, Found found, CallErrorFormat errors) {
    if (call.request().api().equals(CompatibleApi.responses().name())) {
      StoredResponseReader reader = found.reader(-1);
      return new Answer(
          new ResponseLogTranslator(reader),
          context -> context.sendJson(200, reader.toJson(false)));
    }
    TurnAnswerReader reader =
        new TurnAnswerReader(
            errors.api(),
            call.request(),
            turnOf(found).identity().turnId(),
            found.response().id().part(),
            errors.requestId());
    return new Answer(
        new AnswerLogTranslator(reader), context -> sendAnswer(context, reader, errors));
  }

  /** A client that leaves stops waiting; its turn continues for the grace period of its profile. */
  private static void awaitEnd(
      RequestContext context, StoredCall call, Found found, CallErrorFormat errors) {
    FollowableTurn turn = turnOf(found);
    context.response().header("turn-id", turn.identity().turnId());
    Answer answer = answer(call, found, errors);
    AnswerWait wait =
        new AnswerWait(turn, context, answer.translator, () -> answer.sender.accept(context));
    if (EventStreamResponse.onDisconnect(context.response(), wait::cancel)) {
      // No client of these APIs closes its side and continues reading.
      context
          .response()
          .onHalfClose(() -> {
            wait.cancel();
            context.response().close();
          });
      wait.start();
    }
  }

  private static void sendAnswer(
      RequestContext context, TurnAnswerReader reader, CallErrorFormat errors) {
    ObjectNode answer = reader.answer();
    CallError error = reader.error();
    if (answer != null) {
      context.sendJson(200, answer);
    } else if (error != null) {
      errors.send(context, error);
    } else {
      throw new IllegalStateException("a turn has ended without an end");
    }
  }
}
