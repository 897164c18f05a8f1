package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody can see, change or stop the stored responses of another. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class StoredResponseAccessTest {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final String WORDS = "canary-of-what-ada-wrote";

  private static ServerFixture server;
  private static TestKeys keys;
  private static String adasKey;
  private static ResponseClient ada;
  private static String running;
  private static String finished;
  private static String conversation;

  @BeforeAll
  static void prepareData() {
    server =
        new ServerFixture(
            data -> {
              keys = new TestKeys(data);
              adasKey = keys.add(ADA, Role.USER);
            },
            settings -> settings);
    ada = new ResponseClient(server.client(adasKey));
    finished = id(ada.create(ResponseClient.background(SimulatedModels.FAST, WORDS)));
    conversation = ada.awaitStatus(finished, "completed").at("/conversation/id").asText();
    running = id(ada.create(ResponseClient.background(SimulatedModels.WRITING, WORDS)));
    ada.awaitStatus(running, "in_progress");
  }

  @AfterAll
  static void close() {
    ada.cancel(running);
    server.close();
  }

  private static String id(JsonNode response) {
    return response.path("id").asText();
  }

  private static Map<Client, Integer> requesters() {
    return Map.of(
        server.client(keys.add(new Caller("acme", "bob"), Role.USER)), 404,
        server.client(keys.add(new Caller("other", "ada"), Role.USER)), 404,
        server.client(keys.add(ADA, Role.OPERATOR)), 403,
        server.client("no-key"), 401);
  }

  private static Map<String, Function<ResponseClient, Reply>> requests(String id) {
    return Map.of(
        "reading", client -> client.get(id),
        "following", client -> client.http().get(ResponseClient.PATH + "/" + id + "?stream=true"),
        "resuming",
            client ->
                client.http().get(ResponseClient.PATH + "/" + id + "?stream=true&starting_after=0"),
        "cancelling", client -> client.cancel(id),
        "deleting", client -> client.delete(id),
        "going on in the conversation",
            client -> client.post(next().put("conversation", conversation)),
        "going on in the conversation in the background",
            client ->
                client.post(next().put("conversation", conversation).put("background", true)));
  }

  private static ObjectNode next() {
    return ResponseClient.request(SimulatedModels.FAST, "What was that?");
  }

  static List<Arguments> matrix() {
    List<Arguments> all = new ArrayList<>();
    requesters()
        .forEach((requester, status) -> {
          for (String id : List.of(running, finished)) {
            requests(id)
                .forEach((what, request) ->
                    all.add(argumentSet(what + " gets " + status, requester, status, request)));
          }
        });
    return all;
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void isRefusedToOthers(Client requester, int status, Function<ResponseClient, Reply> request) {
    Reply reply = request.apply(new ResponseClient(requester));

    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.json().at("/error/message").asText()).isNotBlank();
    assertThat(reply.body()).doesNotContain(WORDS);
    assertThat(ada.get(running).json().path("status").asText()).isEqualTo("in_progress");
    assertThat(ada.get(finished).json().path("status").asText()).isEqualTo("completed");
  }

  @Test
  void isNoPreviousResponseOfOthers() {
    requesters()
        .forEach((requester, status) -> {
          Reply reply =
              new ResponseClient(requester).post(next().put("previous_response_id", finished));

          assertThat(reply.status()).isEqualTo(status == 404 ? 400 : status);
          assertThat(reply.json().at("/error/code").asText().equals("previous_response_not_found"))
              .isEqualTo(status == 404);
        });
  }
}
