package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.simulator.CallRecord;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.system.ClientQuestion.Extra;
import dev.firstword.system.TestedClient.Chat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each client of a provider's API can do with this server: all cases with all clients, except
 * those that a client cannot express. The documentation has a table of them.
 */
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
public abstract class ClientContract {

  private static final Duration MAX_ABORT = Duration.ofSeconds(1);
  private static final int RETRY_AFTER_SECONDS = 7;
  private static final String RETRY_AFTER = String.valueOf(RETRY_AFTER_SECONDS);
  private static final boolean STREAMED = true;

  private static final String FAILING_MODEL = "failing-";
  private static final int FAILING_MODELS = 64;
  private static final Duration ANY_TIME = Duration.ofMillis(100);
  private static final int MAX_OUTPUT = 1_000;

  private final List<TestedClient> clients;
  private ServerFixture server;
  private String key;
  private int failed;

  /** Tests the given clients. */
  protected ClientContract(List<TestedClient> clients) {
    this.clients = clients;
  }

  @BeforeAll
  final void start() {
    server =
        new ServerFixture(
            data -> key = new TestKeys(data).add(new Caller("acme", "ada"), Role.USER),
            settings -> addModels(AgentModels.addTo(settings)));
  }

  /** The server remembers which models failed, so each failure gets a model of its own. */
  private static Settings.Builder addModels(Settings.Builder settings) {
    List<CatalogueModelSettings> models = new ArrayList<>(settings.build().models());
    for (int i = 0; i < FAILING_MODELS; i++) {
      models.add(
          new CatalogueModelSettings(FAILING_MODEL + i, "", 1, ANY_TIME, ANY_TIME, MAX_OUTPUT));
    }
    return settings.models(models);
  }

  /** Returns the name of a model that no call has reached yet, and that fails. */
  private String failing(Fault fault) {
    String model = FAILING_MODEL + failed++;
    server.model(model, new ModelSettings(4, 10, 2_000), fault);
    return model;
  }

  @BeforeEach
  final void reset() {
    server.resetSimulator();
  }

  @AfterEach
  final void requireNoOpenCall() {
    await("no call is left open")
        .atMost(ServerFixture.WAIT_TIMEOUT)
        .until(() -> server.calls().open() == 0);
  }

  @AfterAll
  final void close() {
    server.close();
  }

  /** Every case of every client that can express it. */
  private Stream<Arguments> cells() {
    return clients.stream()
        .flatMap(client ->
            Arrays.stream(ClientCase.values())
                .filter(each -> !client.impossible().containsKey(each))
                .map(each -> Arguments.of(client, each)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cells")
  final void works(TestedClient client, ClientCase tested) {
    switch (tested) {
      case STREAMING -> streams(client);
      case NOT_STREAMING -> answersAtOnce(client);
      case SEVERAL_TURNS -> sendsTheHistory(client);
      case ABORT -> aborts(client);
      case BAD_REQUEST -> failsWith(client, 400, question(!STREAMED, Extra.INVALID));
      case UNAUTHORIZED -> isUnauthorized(client);
      case RATE_LIMIT -> isLimited(client);
      case RETRY_AFTER -> assertThat(isLimited(client).retryAfter()).isEqualTo(RETRY_AFTER);
      case OVERLOADED -> isOverloaded(client);
      case BROKEN_STREAM -> noticesABrokenStream(client);
      case TOOL, PARALLEL_TOOLS -> runsTools(client, tested == ClientCase.TOOL ? 1 : 2);
      case SIGNED_THOUGHTS -> returnsThoughts(client, ThinkingDisplay.SUMMARIZED);
      case HIDDEN_THOUGHTS -> {
        returnsThoughts(client, ThinkingDisplay.OMITTED);
        returnsThoughts(client, ThinkingDisplay.REDACTED);
      }
      case IMAGE -> sends(client, Extra.IMAGE, "1 image");
      case PDF -> sends(client, Extra.PDF, "1 file");
      case JSON_SCHEMA -> getsJson(client);
      case USAGE -> getsUsage(client);
    }
  }

  @Test
  final void theDocumentationNamesEveryCase() throws IOException {
    ClientTable table = ClientTable.read();

    assertThat(table.cases())
        .isEqualTo(Arrays.stream(ClientCase.values()).map(ClientCase::title).toList());
    for (TestedClient client : clients) {
      for (ClientCase each : ClientCase.values()) {
        assertThat(table.reason(client.title(), each.title()))
            .as(client.title() + ", " + each)
            .isEqualTo(client.impossible().getOrDefault(each, ""));
      }
    }
  }

  private void streams(TestedClient client) {
    assertThat(ask(client, question(STREAMED)).pieces()).isGreaterThan(2);
    assertThat(answerText(client, STREAMED)).isNotBlank();
  }

  private void answersAtOnce(TestedClient client) {
    assertThat(answerText(client, !STREAMED)).isNotBlank();
  }

  private String answerText(TestedClient client, boolean isStreamed) {
    return ask(client, question(isStreamed)).text();
  }

  private void sendsTheHistory(TestedClient client) {
    try (Chat chat = open(client)) {
      ClientAnswer first = chat.ask(question(STREAMED));
      ClientAnswer second = chat.ask(question(!STREAMED));

      assertThat(second.text()).isNotBlank();
      // The history is the question and the answer of before.
      assertThat(promptTokens(1))
          .isGreaterThanOrEqualTo(promptTokens(0) + SimulatedModels.ORDINARY_TOKENS);
      assertThat(first.text()).isNotBlank();
    }
  }

  private void aborts(TestedClient client) {
    try (Chat chat = open(client)) {
      chat.abort(new ClientQuestion(SimulatedModels.WRITING, "Write a lot", STREAMED, Set.of()));

      await().atMost(MAX_ABORT).until(() -> server.calls().closedByClient() == 1);
    }
  }

  private void isUnauthorized(TestedClient client) {
    try (Chat chat = client.open(server.firstword().uri(), "fw_wrong")) {
      assertThat(failure(chat, question(!STREAMED)).status()).isEqualTo(401);
      assertThat(failure(chat, question(STREAMED)).status()).isEqualTo(401);
    }
  }

  private ClientFailure isLimited(TestedClient client) {
    Fault fault = Fault.always(FaultKind.RATE_LIMIT).retryAfterSeconds(RETRY_AFTER_SECONDS);
    failsWith(client, 429, question(failing(fault), STREAMED));
    return failsWith(client, 429, question(failing(fault), !STREAMED));
  }

  private void isOverloaded(TestedClient client) {
    Fault fault = Fault.always(FaultKind.OVERLOADED);
    int status = client.api().overloadedStatus();
    failsWith(client, status, question(failing(fault), STREAMED));
    failsWith(client, status, question(failing(fault), !STREAMED));
  }

  private void noticesABrokenStream(TestedClient client) {
    String model = failing(Fault.always(FaultKind.CUT).afterTokens(3));
    try (Chat chat = open(client)) {
      assertThat(failure(chat, question(model, STREAMED))).isNotNull();
    }
  }

  private void runsTools(TestedClient client, int calls) {
    server.models(AgentModels.calling(calls));
    for (Dialect dialect : Dialect.values()) {
      runTools(client, AgentModels.name(dialect), STREAMED, calls);
      runTools(client, AgentModels.name(dialect), !STREAMED, calls);
    }
  }

  /** The simulated model refuses results without the thought that its calls were made after. */
  private void returnsThoughts(TestedClient client, ThinkingDisplay display) {
    server.models(AgentModels.simulated(display));
    runTools(client, AgentModels.name(Dialect.ANTHROPIC), STREAMED, 2);
    runTools(client, AgentModels.name(Dialect.ANTHROPIC), !STREAMED, 2);
  }

  private void runTools(TestedClient client, String model, boolean isStreamed, int calls) {
    try (Chat chat = open(client)) {
      ClientAnswer first =
          chat.ask(new ClientQuestion(model, AgentModels.QUESTION, isStreamed, Set.of(Extra.TOOL)));
      assertThat(first.toolCalls()).isEqualTo(calls);

      assertThat(chat.sendResults().text()).contains(AgentModels.ANSWER_START);
    }
  }

  private void sends(TestedClient client, Extra attachment, String answer) {
    assertThat(ask(client, question(!STREAMED, attachment)).text()).contains(answer);
  }

  private void getsJson(TestedClient client) {
    JsonNode json = Reply.json(ask(client, question(!STREAMED, Extra.SCHEMA)).text());

    assertThat(json.fieldNames()).toIterable().containsExactly(ClientQuestion.SCHEMA_FIELD);
  }

  private void getsUsage(TestedClient client) {
    for (boolean isStreamed : new boolean[] {STREAMED, !STREAMED}) {
      server.resetSimulator();
      ClientAnswer answer = ask(client, question(isStreamed));

      CallRecord call = server.onlyCall();
      assertThat(answer.outputTokens()).isEqualTo(call.outputTokens());
      assertThat(answer.inputTokens()).isEqualTo(promptTokens(0));
    }
  }

  private Chat open(TestedClient client) {
    return client.open(server.firstword().uri(), key);
  }

  private ClientAnswer ask(TestedClient client, ClientQuestion question) {
    try (Chat chat = open(client)) {
      return chat.ask(question);
    }
  }

  private ClientFailure failsWith(TestedClient client, int status, ClientQuestion question) {
    try (Chat chat = open(client)) {
      ClientFailure failure = failure(chat, question);
      assertThat(failure.status()).isEqualTo(status);
      return failure;
    }
  }

  private static ClientFailure failure(Chat chat, ClientQuestion question) {
    ClientFailure failure = catchThrowableOfType(ClientFailure.class, () -> chat.ask(question));
    assertThat(failure).as("a failure").isNotNull();
    return failure;
  }

  private static ClientQuestion question(boolean isStreamed, Extra... extras) {
    return question(SimulatedModels.FAST, isStreamed, extras);
  }

  private static ClientQuestion question(String model, boolean isStreamed, Extra... extras) {
    return new ClientQuestion(model, "Hello", isStreamed, Set.of(extras));
  }

  /** The length of the prompt of a call, counted from the first one. */
  private long promptTokens(int call) {
    CallRecord record = server.call(call);
    return record.inputTokens() + record.cacheCreationInputTokens() + record.cacheReadInputTokens();
  }
}
