package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.PendingAuthentication.Authenticated;
import dev.firstword.api.uistream.UiChatId;
import dev.firstword.api.uistream.UiChatRequest;
import dev.firstword.api.uistream.UiChatRequest.Question;
import dev.firstword.api.uistream.UiChatRequest.ToolOutputs;
import dev.firstword.api.uistream.UiChatRequestReader;
import dev.firstword.api.uistream.UiMessageTranslator;
import dev.firstword.api.uistream.UiMessages;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.ConversationStore.Page;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.RequestFields;
import dev.firstword.core.protocol.RequestTree;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.server.HttpTimeouts;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/ui/chat}: turns for the chat hooks of the AI SDK. Starts one, continues one whose
 * tools have run, follows and stops the one of a chat, and returns the messages of a chat.
 */
final class UiChatRoutes {

  /** An answer that waits for tools is among the newest messages of its conversation. */
  private static final int NEWEST_MESSAGES = 20;

  private static final int DEFAULT_PAGE_SIZE = 100;
  private static final int MAX_PAGE_SIZE = 200;
  private static final int MAX_STOP_BODY_BYTES = 256 * 1024;

  private final TurnService turns;
  private final ConversationStore conversations;
  private final RequestAuthorizer authorizer;
  private final ChatBodyLimits bodyLimits;
  private final ChatRequestReader requests;
  private final HttpTimeouts timeouts;
  private final AdmittedTurnResponse responses;
  private final RequestTracing tracing;

  UiChatRoutes(
      TurnService turns,
      ConversationStore conversations,
      RequestAuthorizer authorizer,
      ChatBodyLimits bodyLimits,
      ChatRequestReader requests,
      HttpTimeouts timeouts,
      RequestTracing tracing) {
    this.turns = turns;
    this.conversations = conversations;
    this.authorizer = authorizer;
    this.bodyLimits = bodyLimits;
    this.requests = requests;
    this.timeouts = timeouts;
    this.responses = new AdmittedTurnResponse(turns, timeouts);
    this.tracing = tracing;
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.POST, "/api/ui/chat", this::send)
        .add(HttpMethod.GET, "/api/ui/chat/{id}", this::messages)
        .add(HttpMethod.GET, "/api/ui/chat/{id}/stream", this::follow)
        .add(HttpMethod.DELETE, "/api/ui/chat/{id}/stream", this::stop)
        .add(HttpMethod.POST, "/api/ui/chat/{id}/stop", this::stopNamed);
  }

  private void send(RequestContext context, String none) {
    RequestBodyReader.requireJson(context);
    boolean isStrict = context.isStrict();
    authorizer.readWhileAuthenticating(
        context,
        bodyLimits.of(context),
        (authentication, body) -> answer(context, authentication, body, isStrict));
  }

  private void answer(
      RequestContext context,
      PendingAuthentication authentication,
      RequestBody body,
      boolean isStrict) {
    Authenticated authenticated;
    UiChatRequest request;
    try (body) {
      authenticated = authentication.await();
      body.requireProcessingMemory(authorizer.processingBudget());
      request = UiChatRequestReader.read(RequestTree.parse(body.bytes()).root(), isStrict);
    }
    switch (request.content()) {
      case Question question -> {
        AdmittedTurn admitted = admit(context, authenticated, request.chatId(), question);
        responses.send(context, admitted, new UiLogTranslator(UiMessageTranslator.ofTurn()));
      }
      case ToolOutputs outputs ->
          goOn(context, authenticated.principal().caller(), request.chatId(), outputs);
    }
  }

  private AdmittedTurn admit(
      RequestContext context, Authenticated authenticated, String chatId, Question question) {
    Caller caller = authenticated.principal().caller();
    UiChatId chat = UiChatId.of(caller, chatId);
    String messageId = question.messageId();
    if (question.mayBeEdited() && messageId != null && isStored(caller, chat, messageId)) {
      throw editing();
    }
    ChatRequest chatRequest =
        requests
            .read(question.fields(), question.warnings())
            .withConversationId(chat.conversationId());
    authorizer.grantedTurns().acquire(authenticated.principal(), chatRequest.profile());
    String clientKey = RequestIdentity.idempotencyKey(context);
    TurnRequest request =
        new TurnRequest(
            caller,
            TurnOrigin.LIVE,
            chatRequest,
            clientKey == null ? messageKey(chat, question) : clientKey,
            question.digest(),
            tracing.traceOf(context),
            context.receivedNanos(),
            authenticated.completedNanos(),
            context.loop(),
            chat.isDerived(),
            null);
    try {
      return turns.admit(request);
    } catch (ProblemException e) {
      boolean isEdited =
          clientKey == null && e.problem().code().equals(Problem.idempotencyKeyReused().code());
      throw isEdited ? editing() : e;
    }
  }

  /**
   * Returns the idempotency key of a message: a request that is sent again finds its turn. A
   * message that is to be answered again has none; a double click on that is detected by the time.
   * No client can send a key that contains a space.
   */
  private static @Nullable String messageKey(UiChatId chat, Question question) {
    String id = question.messageId();
    return question.isAgain() || id == null
        ? null
        : "ui " + Identifier.derive("message", List.of(chat.conversationId(), id));
  }

  private boolean isStored(Caller caller, UiChatId chat, String messageId) {
    return conversations.page(caller, chat.conversationId(), messageId, 1).isPresent();
  }

  private static ProblemException editing() {
    return new ProblemException(
        Problem.notAnswerable(
            "A message that was sent cannot be changed. Send it as a new message."));
  }

  private void goOn(RequestContext context, Caller caller, String chatId, ToolOutputs outputs) {
    UiChatId chat = UiChatId.of(caller, chatId);
    FollowableTurn turn =
        conversations.page(caller, chat.conversationId(), null, NEWEST_MESSAGES).stream()
            .flatMap(page -> page.messages().stream())
            .filter(message -> message.id().equals(outputs.messageId()))
            .findFirst()
            .map(Message::turnId)
            .flatMap(turnId -> turns.find(caller, turnId))
            .orElseThrow(() -> new ProblemException(Problem.unknownTurn()));
    turns.submitToolResults(caller, turn.identity().turnId(), outputs.results());
    UiMessageTranslator translator = UiMessageTranslator.afterTools(outputs.callIds());
    context.runOnLoop(() -> stream(context, turn, 0, translator));
  }

  private void stream(
      RequestContext context,
      FollowableTurn turn,
      long lastSeenSequence,
      UiMessageTranslator translator) {
    if (context.response().isClosed()) {
      return;
    }
    String timing =
        ServerTiming.metric("find", (context.loop().nanoTime() - context.receivedNanos()) / 1e6);
    TurnStream stream =
        TurnStream.open(
            context, turn, lastSeenSequence, timing, timeouts, new UiLogTranslator(translator));
    turn.subscribe(stream);
    stream.start();
  }

  /**
   * Follows the running turn of a chat from its start. A reader that lost its connection names the
   * turn and the last event that it has, and gets the rest, also of a turn that has ended since.
   */
  private void follow(RequestContext context, String segment) {
    String chatId = UiChatId.decode(segment);
    String turnId = context.query("turn_id");
    long lastEventId = LastEventId.of(context).number();
    authorizer.forCaller(
        context,
        caller ->
            turnId == null
                ? activeTurn(caller, chatId)
                : turns.find(caller, turnId).filter(turn -> isIn(turn, caller, chatId)),
        found ->
            found
                .filter(turn -> isUnread(turn.log().view(), turnId != null, lastEventId))
                .ifPresentOrElse(
                    turn -> stream(context, turn, lastEventId, UiMessageTranslator.ofTurn()),
                    () -> context.sendEmpty(204)));
  }

  private static boolean isIn(FollowableTurn turn, Caller caller, String chatId) {
    return turn.identity().conversationId().equals(UiChatId.of(caller, chatId).conversationId());
  }

  private static boolean isUnread(TurnLog.View view, boolean isNamed, long lastEventId) {
    return !view.ended() || (isNamed && lastEventId != view.lastSequence());
  }

  private Optional<FollowableTurn> activeTurn(Caller caller, String chatId) {
    return conversations
        .page(caller, UiChatId.of(caller, chatId).conversationId(), null, 1)
        .map(Page::activeTurn)
        .flatMap(turnId -> turns.find(caller, turnId))
        .filter(UiChatRoutes::isFollowable);
  }

  /** A turn that is in the store and runs nowhere yet: nobody has heard of it. */
  private static boolean isFollowable(FollowableTurn turn) {
    return turn.state().isFinal() || !(turn instanceof StoredTurn);
  }

  private void stop(RequestContext context, String segment) {
    String chatId = UiChatId.decode(segment);
    authorizer.forCaller(context, caller -> cancel(caller, chatId, null), _ -> succeed(context));
  }

  /** Stops the turn that a page named, if it names one: a late request must not end a newer one. */
  private void stopNamed(RequestContext context, String segment) {
    String chatId = UiChatId.decode(segment);
    authorizer.forCaller(
        context,
        new RequestBodyReader.Limits(MAX_STOP_BODY_BYTES, timeouts.body()),
        (caller, body) -> cancel(caller, chatId, activeStreamId(body)),
        _ -> succeed(context));
  }

  /**
   * Returns the turn that a request to stop names; null if it names none.
   *
   * @throws ProblemException with status 400 if the body is not empty and no JSON object
   */
  private static @Nullable String activeStreamId(byte[] body) {
    return body.length == 0
        ? null
        : new RequestFields(RequestTree.parse(body).root()).name("activeStreamId");
  }

  /** Cancels the running turn of a chat, unless it is not the named one. */
  private boolean cancel(Caller caller, String chatId, @Nullable String turnId) {
    return activeTurn(caller, chatId)
        .map(turn -> turn.identity().turnId())
        .filter(active -> turnId == null || turnId.equals(active))
        .flatMap(active -> turns.cancel(caller, active))
        .isPresent();
  }

  /** A chat in which nothing runs is stopped already. */
  private static void succeed(RequestContext context) {
    context.sendJson(200, RequestContext.JSON.createObjectNode().put("success", true));
  }

  /** Returns a page of the messages of a chat, for the hook to start with. */
  private void messages(RequestContext context, String segment) {
    String chatId = UiChatId.decode(segment);
    int limit = context.query("limit", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
    String before = context.query("before");
    authorizer.forCaller(
        context,
        caller -> {
          UiChatId chat = UiChatId.of(caller, chatId);
          return conversations
              .page(caller, chat.conversationId(), before, limit)
              .map(page -> body(chat, page))
              .or(() -> isNew(chat, before) ? Optional.of(emptyBody(chat)) : Optional.empty())
              .orElseThrow(() -> new ProblemException(Problem.unknownConversation()));
        },
        body -> context.sendJson(200, body));
  }

  /** The client chose the id of the chat, and may ask before it sends the first message. */
  private static boolean isNew(UiChatId chat, @Nullable String before) {
    return chat.isDerived() && before == null;
  }

  private static ObjectNode emptyBody(UiChatId chat) {
    return body(chat, new Page(List.of(), null, null));
  }

  private static ObjectNode body(UiChatId chat, Page page) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    body.put("conversation_id", chat.conversationId());
    body.set("messages", UiMessages.of(chat.conversationId(), page.messages()));
    if (page.nextBefore() != null) {
      body.put("next_before", page.nextBefore());
    }
    return body;
  }
}
