package dev.firstword.system;

import static dev.firstword.system.OtherCallers.ADA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.system.OtherCallers.Requester;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Isolation: no caller can see, change, or stop what belongs to another. Every route, for every
 * kind of resource that ada of acme owns, is called by every other caller.
 */
@SuppressWarnings("NullAway.Init") // set before all tests
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TenantTest {

  private static final String WORDS = "canary-of-what-ada-wrote";

  private static final String ATTACHED = "conv_with_a_picture";
  private static final Attachment PICTURE =
      new Attachment(
          new MediaDescription(
              MediaDescription.Kind.IMAGE, "image/png", WORDS, "5e".repeat(32), 24, 10),
          WORDS.getBytes(UTF_8));

  private static ServerFixture server;
  private static TestKeys keys;
  private static String adasKey;
  private static Client ada;
  private static EventStream running;
  private static EventStream finished;
  private static String answer;
  private static ChatCall keyed;
  private static ChatCall keyedAndRunning;
  private static ChatCall keyedJob;
  private static String runningJob;
  private static String finishedJob;
  private static Client vault;
  private static String document;

  @BeforeAll
  static void prepareData() {
    server =
        new ServerFixture(
            data -> {
              keys = new TestKeys(data);
              adasKey = keys.add(ADA, Role.USER);
              TestAttachments.add(data, ADA, ATTACHED, List.of(PICTURE), List.of());
            },
            settings -> settings.tokenIssuers(List.of(TestTokens.ISSUER)));
    ada = server.client(adasKey);
    keyed = ChatCall.of(WORDS).key("adas-own");
    finished = ada.ask(keyed);
    answer = finished.awaitEnd().text().strip();
    keyedAndRunning = ChatCall.writing(WORDS + ", at length").key("adas-own-running");
    running = ada.ask(keyedAndRunning);
    running.awaitText(20);
    keyedJob = ChatCall.of(WORDS).key("adas-own-job");
    finishedJob = JobTest.submitted(ada, keyedJob);
    JobTest.awaitState(ada, finishedJob, "succeeded");
    runningJob = JobTest.submitted(ada, ChatCall.writing(WORDS + ", as a job"));
    JobTest.awaitState(ada, runningJob, "running");
    vault = server.client(keys.add(new Caller("vault", "ada"), Role.USER));
    document =
        vault.post("/api/documents", "{\"text\":\"" + WORDS + "\"}").json().path("id").asText();
  }

  @AfterAll
  static void close() {
    ada.cancel(running.turnId());
    ada.cancelJob(runningJob);
    ada.closeStreams();
    server.close();
  }

  private static Map<String, Function<Client, Reply>> requests() {
    String turn = "/api/turns/";
    String conversation = "/api/conversations/";
    Map<String, Function<Client, Reply>> all = new java.util.TreeMap<>();
    Map.of("running", running, "finished", finished)
        .forEach((kind, stream) -> {
          String turnId = stream.turnId();
          String conversationId = stream.conversationId();
          all.put("the state of a turn, " + kind, client -> client.get(turn + turnId));
          all.put("the log of a turn, " + kind, client -> client.get(turn + turnId + "/stream"));
          all.put(
              "the end of the log of a turn, " + kind,
              client -> client.send("GET", turn + turnId + "/stream", "Last-Event-ID: 3\r\n"));
          all.put("stopping a turn, " + kind, client -> client.cancel(turnId));
          all.put(
              "the results of a turn's tools, " + kind,
              client ->
                  client.post(
                      turn + turnId + "/tool_results",
                      "{\"results\":[{\"id\":\"call_1\",\"content\":\"\"}]}"));
          all.put(
              "an answer now, " + kind, client -> client.post(turn + turnId + "/answer_now", "{}"));
          all.put("a conversation, " + kind, client -> client.get(conversation + conversationId));
          all.put(
              "a page of a conversation, " + kind,
              client ->
                  client.get(conversation + conversationId + "?limit=1&before=" + lastMessage()));
          all.put(
              "deleting a conversation, " + kind,
              client -> client.send("DELETE", conversation + conversationId));
          all.put(
              "going on with a conversation, " + kind,
              client ->
                  client.refused(ChatCall.of("What was that?").inConversation(conversationId)));
        });
    Map.of("running", runningJob, "finished", finishedJob)
        .forEach((kind, jobId) -> {
          all.put("the state of a job, " + kind, client -> client.job(jobId));
          all.put("stopping a job, " + kind, client -> client.cancelJob(jobId));
        });
    all.put("a conversation with an attachment", client -> client.get(conversation + ATTACHED));
    all.put("an attachment", client -> client.get(conversation + pictureOf(ATTACHED)));
    all.put(
        "an attachment, in another conversation",
        client -> client.get(conversation + pictureOf(finished.conversationId())));
    String documents = "/api/documents/";
    all.put("a document of another tenant", client -> client.get(documents + document));
    all.put(
        "deleting a document of another tenant",
        client -> client.send("DELETE", documents + document));
    all.put(
        "getting ready to go on with a conversation",
        client ->
            client.json(
                "POST",
                "/api/prepare",
                "{\"conversation_id\":\"" + finished.conversationId() + "\"}"));
    all.put(
        "sending an attachment again",
        client ->
            client.refused(
                new ChatCall(
                        (ObjectNode)
                            Reply.json(
                                "{\"message\":[{\"type\":\"image\",\"sha256\":\"%s\"}]}"
                                    .formatted(PICTURE.description().sha256())),
                        "")
                    .inConversation(ATTACHED)));
    all.put(
        "going on with a conversation in a job",
        client ->
            client.submit(ChatCall.of("What was that?").inConversation(finished.conversationId())));
    return all;
  }

  private static String pictureOf(String conversationId) {
    return conversationId + "/attachments/" + PICTURE.description().sha256();
  }

  private static String lastMessage() {
    JsonNode page = ada.get("/api/conversations/" + finished.conversationId()).json();
    return page.path("messages").path(1).path("id").asText();
  }

  static List<Arguments> matrix() {
    List<Arguments> all = new ArrayList<>();
    OtherCallers.of(keys, adasKey)
        .forEach((who, requester) ->
            requests()
                .forEach((what, request) ->
                    all.add(argumentSet(who + ": " + what, requester, request))));
    return all;
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void isRefusedToOthers(Requester requester, Function<Client, Reply> request) {
    Reply reply = request.apply(requester.client(server));

    ProblemAssertions.assertProblem(reply, requester.status());
    assertLeaksNothing(reply.body());
    assertThat(reply.header("www-authenticate").isPresent()).isEqualTo(requester.status() == 401);
    assertThat(ada.turn(running.turnId()).json().path("state").asText()).isEqualTo("streaming");
    assertThat(ada.job(runningJob).json().path("state").asText()).isEqualTo("running");
    assertThat(ada.get("/api/conversations/" + finished.conversationId()).status()).isEqualTo(200);
  }

  static List<Arguments> everybody() {
    List<Arguments> all = new ArrayList<>();
    OtherCallers.of(keys, adasKey)
        .forEach((who, requester) -> all.add(argumentSet(who, requester)));
    return all;
  }

  /** Comes first: in later tests some requesters write the same words themselves. */
  @Order(1)
  @ParameterizedTest
  @MethodSource("everybody")
  void listsNothingOfOthers(Requester requester) {
    Reply reply = requester.client(server).get("/api/conversations");

    assertThat(reply.status()).isEqualTo(requester.status() == 404 ? 200 : requester.status());
    assertLeaksNothing(reply.body());
    assertThat(reply.body()).doesNotContain(finished.conversationId(), running.conversationId());
  }

  /** The key belongs to ada; another caller who uses it gets its own answer, or none. */
  @ParameterizedTest
  @MethodSource("everybody")
  void replaysNothingOfOthers(Requester requester) {
    Client client = requester.client(server);
    for (ChatCall call : List.of(keyed, keyedAndRunning)) {
      if (requester.sameKeyStatus() == 200) {
        try (EventStream own = client.ask(call)) {
          assertThat(own.turnId()).isNotIn(finished.turnId(), running.turnId());
          client.cancel(own.turnId());
        }
      } else {
        Reply reply = client.refused(call);
        ProblemAssertions.assertProblem(reply, requester.sameKeyStatus());
        assertLeaksNothing(reply.body());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everybody")
  void replaysNoJobOfOthers(Requester requester) {
    Reply reply = requester.client(server).submit(keyedJob);

    if (requester.sameKeyStatus() == 200) {
      assertThat(reply.status()).isEqualTo(202);
      assertThat(reply.json().path("job_id").asText()).isNotEqualTo(finishedJob);
    } else {
      ProblemAssertions.assertProblem(reply, requester.sameKeyStatus());
    }
    assertLeaksNothing(reply.body());
    assertThat(reply.body()).doesNotContain(finishedJob);
  }

  @ParameterizedTest
  @MethodSource("everybody")
  void findsNothingInDocumentsOfOtherTenants(Requester requester) {
    String query = "{\"query\":\"" + WORDS + "\"}";
    assertThat(vault.post("/api/search", query).body()).contains(document);

    Reply found = requester.client(server).post("/api/search", query);
    Reply listed = requester.client(server).get("/api/documents");

    for (Reply reply : List.of(found, listed)) {
      if (requester.status() == 404) {
        assertThat(reply.status()).isEqualTo(200);
      } else {
        ProblemAssertions.assertProblem(reply, requester.status());
      }
      assertThat(reply.body()).doesNotContain(document).doesNotContain(WORDS);
    }
  }

  @Test
  void ownerFindsEverything() {
    for (String credential : List.of(adasKey, OtherCallers.token(ADA, Role.USER))) {
      Client client = server.client(credential);
      assertThat(client.turn(finished.turnId()).body()).contains(finished.conversationId());
      assertThat(client.transcript(finished.turnId()).text().strip()).isEqualTo(answer);
      assertThat(client.get("/api/conversations/" + finished.conversationId()).body())
          .contains(WORDS);
      assertThat(client.get("/api/conversations").body()).contains(running.conversationId());
      assertThat(client.get("/api/conversations/" + pictureOf(ATTACHED)).body()).isEqualTo(WORDS);
      assertThat(client.job(finishedJob).json().path("text").asText()).isNotBlank();
      assertThat(client.submit(keyedJob).json().path("job_id").asText()).isEqualTo(finishedJob);
    }
  }

  @Test
  void serviceActingForTheOwnerFindsEverything() {
    Client service =
        OtherCallers.known(
                keys.add(new Caller("acme", "shop"), Role.SERVICE), "Firstword-User: ada\r\n", 0)
            .client(server);

    assertThat(service.turn(running.turnId()).status()).isEqualTo(200);
    assertThat(service.get("/api/conversations/" + finished.conversationId()).body())
        .contains(WORDS);
  }

  @Test
  void publicRoutesNeedNoCredential() {
    Client nobody = server.client();

    assertThat(nobody.get("/api/about").status()).isEqualTo(200);
    assertThat(nobody.get("/healthz").status()).isEqualTo(200);
    assertThat(nobody.get("/readyz").status()).isEqualTo(200);
    assertThat(nobody.get("/").body()).contains("The page");
    ProblemAssertions.assertProblem(nobody.get("/api/nothing"), 404, "unknown_route");
  }

  @Test
  void tellsUnauthenticatedCallersToSignIn() {
    Reply reply = server.client().get("/api/conversations");

    ProblemAssertions.assertProblem(reply, 401, "unauthorized");
    assertThat(reply.json().path("action").asText()).isEqualTo("sign_in");
    assertThat(reply.header("www-authenticate")).hasValue("Bearer");
  }

  @Test
  void acceptsAnyHostOnceKeysExist() throws Exception {
    try (RawConnection connection = ada.connect()) {
      connection.send("GET /api/about HTTP/1.1\r\nHost: chat.example.com\r\n\r\n");

      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  private static void assertLeaksNothing(String body) {
    assertThat(body).doesNotContain(WORDS, answer.substring(0, 30), adasKey);
  }
}
